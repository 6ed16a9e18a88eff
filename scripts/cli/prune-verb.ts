import { openTrust } from "../../actions/lib/workspace/index.ts";
import { pruneStore } from "../../actions/publish/prune-store.ts";
import type { ExitName } from "./exit-codes.ts";
import { pruneText } from "./prune-text.ts";
import type { Call, Verb } from "./verb.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const pruneVerb: Verb = {
  name: "prune",
  usage: "[--delete] [--from-heads] [--store URL]",
  summary: "list, or delete, what no kept generation needs any more",
  operands: [0, 0],
  options: { delete: { type: "boolean" }, "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
A generation is kept while it was current within the last days that repository.keep says: clients may still ask for
its packages, and \`rollback\` goes back to it. Lists packages, databases and manifests that only older generations
need, what a publisher left that was cut off, and pages of runs that the report lists no longer.

What is younger than a day stays, since a publication may be on its way. What autorepo did not make stays.

  --delete       deletes what is listed, of a signed repository only with AUTOREPO_SIGNING_KEY, which tells whether
                 its state is yours; without --delete nothing is changed
  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Examples:
  scripts/autorepo prune
  scripts/autorepo prune --delete`,
  run: runPrune,
};

async function runPrune(call: Call): Promise<ExitName> {
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
