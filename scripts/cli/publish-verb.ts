import { readdir } from "node:fs/promises";
import { EMPTY_PLAN } from "../../actions/lib/documents/index.ts";
import { openSigning } from "../../actions/lib/workspace/index.ts";
import { collectResults } from "../../actions/publish/collect-results.ts";
import { resultsOf } from "./building.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";
import { exitAfter, printPublication, publishOnTerminal, removeOf } from "./publishing.ts";
import type { Call, Verb } from "./verb.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const publishVerb: Verb = {
  name: "publish",
  usage: "[--results DIR] [--remove COUNT] [--from-heads] [--store URL]",
  summary: "publish what was built and passed its tests",
  operands: [0, 0],
  options: {
    results: { type: "string" },
    remove: { type: "string" },
    "from-heads": { type: "boolean" },
    ...STORE_OPTION,
  },
  help: `
Reads the packages again, checks them against what packages.yaml lets each entry publish, and publishes what may
be: readers see the old or the new repository, never one between. What packages.yaml no longer has goes: with an entry
all its names, and a name that an entry no longer lists with that entry's next finished build.
Without any results it still repairs what an interrupted publish left.

  --results DIR    what \`build\` left (default: .autorepo/results beside packages.yaml)
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all
  --from-heads     into the repository NAME-heads
  --store URL      into another place than repository.store

Example:
  scripts/autorepo build && scripts/autorepo publish`,
  run: runPublish,
};

async function runPublish(call: Call): Promise<ExitName> {
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
