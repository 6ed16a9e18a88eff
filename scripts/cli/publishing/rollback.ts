import { type RollbackWish, rollback } from "../../../actions/lib/publishing/index.ts";
import { bytesInWords } from "../../../actions/lib/report/index.ts";
import { openSigning } from "../../../actions/lib/workspace/index.ts";
import { tipOfCheckout } from "../../../actions/publish/read-tip.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { removeOf } from "./publishing.ts";
import { renderSiteAfter } from "./render-site.ts";
import { rollbackText } from "./rollback-text.ts";

export async function run(call: Call): Promise<ExitName> {
  const { screen, signal } = call;
  const wish = wishOf(call);
  const remove = removeOf(call);
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const done = await rollback({
    store: await workspace.store(),
    repositoryName: workspace.packagesYaml.repository.name,
    signing: await openSigning(call, workspace),
    readTip: () => tipOfCheckout(workspace),
    ...{ wish, remove, run: null, now: call.now },
    progress: ({ pkgname, version, bytes }, { position, of }) => {
      signal.throwIfAborted();
      screen.say(`reading ${pkgname} ${version} (${bytesInWords(bytes)}), ${position} of ${of}`);
    },
  });
  if (done.outcome === "committed") await renderSiteAfter(call, workspace);
  if (screen.json) screen.printJson(done);
  else screen.print(rollbackText(done, screen));
  return "done";
}

function wishOf({ operands: [first, version] }: Call): RollbackWish {
  if (first !== undefined && version !== undefined && version.trim() !== "")
    return { kind: "version", name: first, version };
  if (first !== undefined && /^[0-9]{1,15}$/.test(first)) {
    return { kind: "generation", generation: Number(first) };
  }
  const lists = "write the number of a generation, or a name and a version";
  throw new CommandError(
    "wrongUse",
    first === undefined
      ? `${lists}; \`scripts/autorepo history\` lists both`
      : `"${oneLine(first)}" is no generation: ${lists}; \`scripts/autorepo history ${oneLine(first)}\` lists those of this name`,
  );
}
