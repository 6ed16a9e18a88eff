import { foreseeProblems } from "../admission/index.ts";
import type { PlannedBuild } from "../documents/index.ts";
import { type Evaluation, metadataOf } from "../pkgbuild/index.ts";
import { type PackageTree, UpstreamError, type UpstreamErrorCode } from "../upstream/index.ts";
import { openContainers } from "./build-containers.ts";
import type { BuildContext } from "./build-context.ts";
import { buildStage, setUpBuild } from "./build-stage.ts";
import { evaluateIn, refuseUnsafe } from "./evaluate.ts";
import { fetchStage } from "./fetch-stage.ts";
import { boundsOf } from "./phase-command.ts";
import { infrastructureFault, PhaseFailure, packageFault } from "./phase-failure.ts";
import { setUpTest, testStage } from "./test-stage.ts";
import type { OpenWork, Work } from "./work.ts";

/**
 * Takes a package through all its phases; what it finds out is left in `findings` on the way. Containers are
 * opened, and those of later phases got ready, while earlier phases run.
 *
 * @throws PhaseFailure at the first thing that goes wrong
 */
export async function runPhases(work: Work): Promise<void> {
  const { job, entry, context, findings } = work;
  const bounds = boundsOf(entry.settings.timeoutSeconds, context.sandbox, context.signal);
  const tree = await treeOf(job, context);
  refuseUnsafe(tree);
  const seconds = entry.settings.timeoutSeconds + GRACE_SECONDS;
  await using containers = openContainers(context.sandbox, { entry: job.entry, seconds });
  const open: OpenWork = { ...work, tree, bounds, containers };

  const evaluation = await evaluate(open);
  findings.metadata = metadataOf(evaluation, tree.tree);
  refuseForeseen(evaluation, open);
  const buildReady = inBackground(setUpBuild(open, evaluation));
  const fetched = await fetchStage(open, evaluation, findings.metadata);
  findings.vcs = fetched.vcs;
  const testReady = inBackground(setUpTest(open, findings.metadata));
  await buildReady;
  findings.packages = await buildStage(open, evaluation, fetched);
  containers.release("build");
  await testStage(open, await testReady);
}

/** A container outlives the package's time a little, so that the timeout is seen as one. */
const GRACE_SECONDS = 120;

/** A failure is seen by whoever awaits it; when an earlier phase fails nobody does. */
function inBackground<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

async function evaluate({ tree, bounds, containers, journal }: OpenWork): Promise<Evaluation> {
  return await journal.during("evaluate", "reading the PKGBUILD", async (log) => {
    const container = await containers.get("evaluate");
    const evaluation = await evaluateIn(container, tree, { log, bounds });
    containers.release("evaluate");
    return evaluation;
  });
}

/** @throws PhaseFailure where the packages would be refused once they are built */
function refuseForeseen({ packages }: Evaluation, { entry, context: { distribution } }: Work): void {
  const problems = foreseeProblems(packages, { entry, distribution });
  if (problems.length === 0) return;
  throw new PhaseFailure("evaluate", packageFault(`packages would be refused: ${problems.join("; ")}`));
}

async function treeOf(job: PlannedBuild, context: BuildContext): Promise<PackageTree> {
  try {
    const tree = await context.treeOf(job);
    if (tree.tree === job.tree) return tree;
    const reason = `the folder changed since it was planned (tree ${tree.tree.slice(0, 12)} instead of ${job.tree.slice(0, 12)}): plan again`;
    throw new PhaseFailure("evaluate", infrastructureFault(reason));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    const fault = UPSTREAM_FAULTS.has(error.code) ? packageFault : infrastructureFault;
    throw new PhaseFailure("evaluate", { ...fault(error.message), cause: error });
  }
}

/** What asking again will not change. */
const UPSTREAM_FAULTS: ReadonlySet<UpstreamErrorCode> = new Set([
  "pin-not-reachable",
  "no-such-folder",
  "too-large",
  "malformed",
]);
