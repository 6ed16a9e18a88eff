import { release } from "../../actions/lib/publishing/index.ts";
import { openSigning } from "../../actions/lib/workspace/index.ts";
import { tipOfCheckout } from "../../actions/publish/read-tip.ts";
import type { ExitName } from "./exit-codes.ts";
import { CommandError } from "./exit-codes.ts";
import { releaseText } from "./release-text.ts";
import { renderSiteAfter } from "./render-site.ts";
import { completed } from "./terminal-table.ts";
import type { Call, Verb } from "./verb.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const releaseVerb: Verb = {
  name: "release",
  usage: "NAME [--from-heads] [--store URL]",
  summary: "lift the hold of a rollback, so that the entry is built again",
  operands: [0, 1],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Lifts the hold that a rollback left on NAME, an entry or one of its packages, and asks for the entry to be built again:
the next run does, with a version above all that were ever published. Other entries that went back with it stay held.
Where the entry takes something from one of them, it is built once that is released, too; the command is shown.

  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Example:
  scripts/autorepo release yay && scripts/autorepo run --packages yay`,
  run: runRelease,
};

async function runRelease(call: Call): Promise<ExitName> {
  const { screen } = call;
  const [name] = call.operands;
  if (name === undefined) {
    throw new CommandError(
      "wrongUse",
      `write the name of an entry: scripts/autorepo release ${releaseVerb.usage}`,
    );
  }
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const done = await release({
    store: await workspace.store(),
    repositoryName: workspace.packagesYaml.repository.name,
    signing: await openSigning(call, workspace),
    readTip: () => tipOfCheckout(workspace),
    ...{ name, run: null, now: call.now },
  });
  if (done.outcome === "committed") await renderSiteAfter(call, workspace);
  if (screen.json) screen.printJson(done);
  else screen.print(completed(releaseText(done), screen));
  return "done";
}
