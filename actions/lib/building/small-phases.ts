import type { Phase } from "../documents/index.ts";
import type { Evaluation } from "../pkgbuild/index.ts";
import type { Container, Sandbox } from "../sandbox/index.ts";
import { evaluateIn, refuseUnsafe, unpackTree } from "./evaluate.ts";
import type { Trials } from "./failure-stories.ts";
import { LAYOUT, MAKE_FOLDERS } from "./layout.ts";
import { makepkgEnvironment } from "./makepkg-settings.ts";
import { boundsOf, type PhaseContext } from "./phase-command.ts";
import { build, type MakepkgRequest, pkgbuildOf, prepare } from "./prepare-and-build.ts";
import { entryOf, type SmallPackage, treeOf } from "./small-package.ts";
import { fetchSources } from "./sources.ts";
import { treeArchive } from "./tree-archive.ts";

/** For tests: a container without network in which packages go through makepkg's phases, one after another. */
export async function openPhaseTrials(sandbox: Sandbox): Promise<Trials> {
  const container = await sandbox.open({ purpose: "phases", network: false, disk: 1, seconds: 900 });
  return {
    run: (small, last) => runThrough({ sandbox, container, small, last }),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

type Trial = {
  readonly sandbox: Sandbox;
  readonly container: Container;
  readonly small: SmallPackage;
  readonly last: Phase;
};

async function runThrough(trial: Trial): Promise<void> {
  const { container, small, last } = trial;
  const tree = treeOf(small);
  refuseUnsafe(tree);
  await container.root({ script: RENEW, seconds: 60 });
  const evaluation = await evaluateIn(container, tree, contextOf(trial, "evaluate"));
  const request = requestOf(small, evaluation);
  if (last === "evaluate") return;
  if (last === "sources") return await fetchSources(container, request, contextOf(trial, "sources"));
  const archive = treeArchive(tree, pkgbuildOf(tree, evaluation));
  await unpackTree(container, archive, contextOf(trial, "prepare"));
  await prepare(container, request, contextOf(trial, "prepare"));
  if (last === "build") await build(container, request, contextOf(trial, "build"));
}

const RENEW = `
rm -rf ${LAYOUT.tree} ${LAYOUT.fetched} ${LAYOUT.work} ${LAYOUT.packages} || exit
${MAKE_FOLDERS}`;

/** The package's own time is that of the phase which is tried. */
function contextOf({ sandbox, small, last }: Trial, phase: Phase): PhaseContext {
  const timeoutSeconds = phase === last ? entryOf(small).settings.timeoutSeconds : 300;
  const log = { phase, write() {}, note() {}, exited() {} };
  return { log, bounds: boundsOf(timeoutSeconds, sandbox, new AbortController().signal) };
}

function requestOf(small: SmallPackage, evaluation: Evaluation): MakepkgRequest & { readonly allow: [] } {
  const tree = treeOf(small);
  return {
    tree,
    evaluation,
    network: "none",
    withoutCheck: false,
    unsignedSource: false,
    allow: [],
    environment: makepkgEnvironment("small", tree.date),
    highest: {},
  };
}
