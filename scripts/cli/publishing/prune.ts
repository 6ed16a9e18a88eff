import { openTrust } from "../../../actions/lib/workspace/index.ts";
import { pruneStore } from "../../../actions/publish/prune-store.ts";
import type { ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { pruneText } from "./prune-text.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen, signal } = call;
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const { name, keepSeconds } = workspace.packagesYaml.repository;
  const isDeletion = call.values.delete === true;
  const pruned = await pruneStore({
    store: await workspace.store(),
    repositoryName: name,
    ...{ keepSeconds, isDeletion, now: call.now },
    trust: isDeletion ? await openTrust(call, workspace) : null,
    progress: (done, of) => {
      signal.throwIfAborted();
      screen.say(`looked at ${done} of ${of} objects`);
    },
  });
  if (screen.json) screen.printJson(pruned);
  else screen.print(pruneText(pruned, isDeletion, screen));
  return "done";
}
