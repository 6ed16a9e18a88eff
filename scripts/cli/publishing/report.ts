import type { ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { renderSite } from "./render-site.ts";
import { reportPlace } from "./report-place.ts";

export async function run(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const report = await renderSite(call, workspace);
  if (call.screen.json) call.screen.printJson(report);
  else call.screen.print(await reportPlace(workspace));
  return "done";
}
