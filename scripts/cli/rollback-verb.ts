import { type RollbackWish, rollback } from "../../actions/lib/publishing/index.ts";
import { bytesInWords } from "../../actions/lib/report/index.ts";
import { openSigning } from "../../actions/lib/workspace/index.ts";
import { tipOfCheckout } from "../../actions/publish/read-tip.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";
import { removeOf } from "./publishing.ts";
import { renderSiteAfter } from "./render-site.ts";
import { rollbackText } from "./rollback-text.ts";
import { oneLine } from "./terminal-text.ts";
import type { Call, Verb } from "./verb.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const rollbackVerb: Verb = {
  name: "rollback",
  usage: "GENERATION | NAME VERSION  [--remove COUNT] [--from-heads] [--store URL]",
  summary: "publish an earlier generation, or an earlier version of one package, again",
  operands: [0, 2],
  options: { remove: { type: "string" }, "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Publishes again what GENERATION had, or NAME (a package or an entry) in VERSION, as a new generation. Packages that
need each other in those versions go back together. Nothing is built: the kept packages are read again and published.

Every entry that goes back is held: while packages.yaml names the ref it names now, it is not built again. A new ref
or \`scripts/autorepo release NAME\` ends that. An entry goes back with all its packages; one that is gone by now and
that packages.yaml no longer lists is not brought back, and is named: list it again before you roll back.

Clients take the older versions with \`pacman -Syuu\`.

  --remove COUNT   confirms that COUNT names may go, where it is more than half of all
  --from-heads     in the repository NAME-heads
  --store URL      in another place than repository.store

Examples:
  scripts/autorepo history yay
  scripts/autorepo rollback yay 12.3.5-1
  scripts/autorepo rollback 41`,
  run: runRollback,
};

async function runRollback(call: Call): Promise<ExitName> {
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
