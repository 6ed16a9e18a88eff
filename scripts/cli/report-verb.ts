import type { ExitName } from "./exit-codes.ts";
import { renderSite } from "./render-site.ts";
import { reportPlace } from "./report-place.ts";
import type { Call, Verb } from "./verb.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const reportVerb: Verb = {
  name: "report",
  usage: "[--from-heads] [--store URL]",
  summary: "render the site again from the state",
  operands: [0, 0],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Writes the pages below report/ of the store again, from what is published. Pages of earlier runs stay.

  --from-heads   of the repository NAME-heads
  --store URL    of another place than repository.store`,
  run: runReport,
};

async function runReport(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const report = await renderSite(call, workspace);
  if (call.screen.json) call.screen.printJson(report);
  else call.screen.print(await reportPlace(workspace));
  return "done";
}
