import { history } from "../../actions/lib/publishing/index.ts";
import { openTrust } from "../../actions/lib/workspace/index.ts";
import type { ExitName } from "./exit-codes.ts";
import { historyText } from "./history-text.ts";
import type { Call, Verb } from "./verb.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const historyVerb: Verb = {
  name: "history",
  usage: "[NAME] [--from-heads] [--store URL]",
  summary: "what each publication changed, newest first",
  operands: [0, 1],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Lists the publications of the store, newest first, with the versions each one brought, changed or removed, and what it
recorded of entries; with a NAME only those of that package or that entry. A publication that only records something
stays within the generation before it. With AUTOREPO_SIGNING_KEY it tells nothing of a
state that this key did not sign. Exit code 3 where the state is lost, or not yours.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,
  run: runHistory,
};

async function runHistory(call: Call): Promise<ExitName> {
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
