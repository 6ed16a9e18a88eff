import { join } from "node:path";
import {
  buildPackage,
  type FinishedBuild,
  type Progress,
  readFinishedBuild,
  settledEarly,
  settleWithoutBuild,
} from "../lib/building/index.ts";
import type { DistributionNames } from "../lib/distribution/index.ts";
import type { BuildPlan, Manifest, PlannedBuild } from "../lib/documents/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import { fetchPublished } from "../lib/publishing/index.ts";
import type { Sandbox } from "../lib/sandbox/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";
import type { Upstream } from "../lib/upstream/index.ts";
import { DOWNLOADS } from "./build.ts";
import { leaveRecipeChange } from "./leave-recipe-change.ts";

export type JobRequest = {
  readonly plan: BuildPlan;
  readonly job: PlannedBuild;
  readonly packagesYaml: PackagesYaml;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly store: ReadableStore;
  readonly upstream: Upstream;
  readonly sandbox: () => Promise<Sandbox>;
  readonly distribution: () => Promise<DistributionNames>;
  /** Gets the result's folder, and what was downloaded of the published repository. */
  readonly results: string;
  readonly attempt: number;
  readonly logBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Builds one package of a plan, whose dependencies' results lie in the folders given. */
export async function buildJob(request: JobRequest, dependencies: readonly string[]): Promise<FinishedBuild> {
  const { plan, job, packagesYaml, upstream, store, results } = request;
  const finished = await Promise.all(dependencies.map(readFinishedBuild));
  const postponed = finished.find(({ result }) => result.outcome === "postponed");
  if (postponed !== undefined)
    return await postpone(request, `it waits for ${postponed.result.entry}, which was postponed itself`);
  const entries = new Map(packagesYaml.entries.map((entry) => [entry.name, entry]));
  const shared = { ...request, entries, cycles: plan.cycles };
  const early = await settledEarly(job, finished, { ...shared, sandbox: NO_CONTAINER });
  if (early !== null) return early;
  const built = await buildPackage(job, finished, {
    ...shared,
    repository: packagesYaml.repository.name,
    sandbox: await request.sandbox(),
    distribution: await request.distribution(),
    treeOf: async ({ entry: name, commit }) => {
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`the plan names ${name}, which packages.yaml does not list`);
      return await upstream.tree(entry, commit);
    },
    fetchPublished: (published) => fetchPublished(store, published, join(results, DOWNLOADS)),
  });
  await leaveRecipeChange(built, request);
  return built;
}

/** A result that says why the next run has to build it. */
export async function postpone(
  { job, results, attempt, progress }: Pick<JobRequest, "job" | "results" | "attempt" | "progress">,
  reason: string,
): Promise<FinishedBuild> {
  const verdict = { outcome: "postponed", phase: "dependencies", reason, fault: "infrastructure" } as const;
  const place = { results, attempt, progress, sandbox: NO_CONTAINER };
  return await settleWithoutBuild(job, { ...verdict, uses: job.uses }, place);
}

const NO_CONTAINER = { image: "none: no container was needed", limits: [] };
