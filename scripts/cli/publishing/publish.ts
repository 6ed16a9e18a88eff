import { readdir } from "node:fs/promises";
import { EMPTY_PLAN } from "../../../actions/lib/documents/index.ts";
import { openSigning } from "../../../actions/lib/workspace/index.ts";
import { collectResults } from "../../../actions/publish/collect-results.ts";
import { resultsOf } from "../building/building.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { exitAfter, printPublication, publishOnTerminal, removeOf } from "./publishing.ts";

export async function run(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const folder = resultsOf(call, workspace);
  if (typeof call.values.results === "string") await requireFolder(folder);
  const { plan, results, unreadable } = await collectResults(folder);
  for (const problem of unreadable) call.screen.say(problem);
  if (plan === null && results.length > 0) {
    throw new CommandError(
      "wrongUse",
      `${folder} holds results but no plan.json: build them again with this version`,
    );
  }
  const publication = await publishOnTerminal(call, {
    workspace,
    signing: await openSigning(call, workspace),
    plan: plan ?? { ...EMPTY_PLAN, commit: workspace.commit },
    results,
    rebuildAsked: { kind: "none" },
    remove: removeOf(call),
  });
  if (call.screen.json) call.screen.printJson(publication);
  else await printPublication(call, workspace, publication);
  return exitAfter(publication);
}

/** A folder that was typed and is not there is a slip, not a lack of results. */
async function requireFolder(folder: string): Promise<void> {
  await readdir(folder).catch((cause) => {
    const advice = "name the folder that build --results wrote";
    throw new CommandError("wrongUse", `cannot read the results in ${folder}: ${advice}`, { cause });
  });
}
