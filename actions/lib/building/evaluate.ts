import { EVALUATE_SCRIPT, type Evaluation, readEvaluation } from "../pkgbuild/index.ts";
import type { Container, Sandbox } from "../sandbox/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import type { PhaseLog } from "./journal.ts";
import { LAYOUT } from "./layout.ts";
import { boundsOf, type PhaseContext, runIn } from "./phase-command.ts";
import { PhaseFailure, packageFault } from "./phase-failure.ts";
import { objectionTo, treeArchive } from "./tree-archive.ts";

/**
 * What a package's PKGBUILD says, evaluated offline in a container of its own, as planning needs it.
 *
 * @throws PhaseFailure with words for whoever wrote the PKGBUILD; the signal's reason when interrupted
 */
export async function evaluateTree(
  sandbox: Sandbox,
  tree: PackageTree,
  signal: AbortSignal,
): Promise<Evaluation> {
  refuseUnsafe(tree);
  const purpose = `evaluate ${tree.tree.slice(0, 12)}`;
  const seconds = EVALUATE_SECONDS + 60;
  await using container = await sandbox.open({ purpose, network: false, disk: 0, seconds });
  const bounds = boundsOf(seconds, sandbox, signal);
  return await evaluateIn(container, tree, { log: SILENT, bounds });
}

/** @throws PhaseFailure where the folder is not to be opened at all */
export function refuseUnsafe(tree: PackageTree): void {
  const objection = objectionTo(tree);
  if (objection !== null) throw new PhaseFailure("evaluate", packageFault(objection));
}

/**
 * Evaluates a tree in a container at hand.
 *
 * @throws PhaseFailure
 */
export async function evaluateIn(
  container: Container,
  tree: PackageTree,
  context: PhaseContext,
): Promise<Evaluation> {
  return await evaluate(container, { script: `${UNPACK} || exit\n${EVALUATE_SCRIPT}`, tree }, context);
}

/** As the builder, so that everything in the folder is its own. */
export async function unpackTree(
  container: Container,
  archive: AsyncIterable<Uint8Array>,
  context: PhaseContext,
): Promise<void> {
  const command = { as: "builder", script: UNPACK, input: archive, seconds: SETUP_SECONDS } as const;
  const { exit, said } = await runIn(container, command, context);
  if (exit === 0) return;
  const reason = `the package's folder could not be unpacked: ${said().trim().slice(-300)}`;
  throw new PhaseFailure(context.log.phase, packageFault(reason));
}

/** Evaluates the PKGBUILD that lies in the container's tree now. */
export async function evaluateFolder(container: Container, context: PhaseContext): Promise<Evaluation> {
  return await evaluate(container, { script: EVALUATE_SCRIPT, tree: null }, context);
}

async function evaluate(
  container: Container,
  { script, tree }: { readonly script: string; readonly tree: PackageTree | null },
  context: PhaseContext,
): Promise<Evaluation> {
  const { stdout, stderr } = await runIn(
    container,
    {
      as: "builder",
      script,
      arguments: [LAYOUT.tree],
      seconds: EVALUATE_SECONDS,
      quiet: true,
      ...(tree === null ? {} : { input: treeArchive(tree) }),
    },
    context,
  );
  context.log.write(stderr);
  try {
    return readEvaluation(stdout);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PhaseFailure(context.log.phase, { reason, fault: "package", cause: error });
  }
}

const UNPACK = `mkdir -p ${LAYOUT.tree} && tar -C ${LAYOUT.tree} -xf -`;

const EVALUATE_SECONDS = 60;
const SETUP_SECONDS = 120;

/** Planning shows an evaluation's error, and its output nowhere. */
const SILENT: PhaseLog = {
  phase: "evaluate",
  write() {},
  note() {},
  exited() {},
};
