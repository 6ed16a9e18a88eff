import { release } from "../../../actions/lib/publishing/index.ts";
import { openSigning } from "../../../actions/lib/workspace/index.ts";
import { tipOfCheckout } from "../../../actions/publish/read-tip.ts";
import type { ExitName } from "../exit-codes.ts";
import { CommandError } from "../exit-codes.ts";
import { completed } from "../terminal/terminal-table.ts";
import type { Call } from "../verb.ts";
import { releaseVerb } from "../verbs/release.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { releaseText } from "./release-text.ts";
import { renderSiteAfter } from "./render-site.ts";

export async function run(call: Call): Promise<ExitName> {
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
