import { history } from "../../../actions/lib/publishing/index.ts";
import { openTrust } from "../../../actions/lib/workspace/index.ts";
import type { ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { historyText } from "./history-text.ts";

export async function run(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const name = call.operands[0] ?? null;
  const { repository, entries: listed } = workspace.packagesYaml;
  const entries = await history(await workspace.published(), {
    repositoryName: repository.name,
    name,
    wanted: listed.flatMap((entry) => [entry.name, ...entry.publishes]),
    keeping: { keepSeconds: repository.keepSeconds, now: call.now },
    note: call.screen.say,
    trust: call.environment.signingKey === null ? null : await openTrust(call, workspace),
  });
  if (call.screen.json) call.screen.printJson(entries);
  else call.screen.print(historyText(entries, name, call.screen));
  return "done";
}
