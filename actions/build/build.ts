import { join } from "node:path";
import { buildPlan, type FinishedBuild, type Progress } from "../lib/building/index.ts";
import type { DistributionNames } from "../lib/distribution/index.ts";
import type { BuildPlan, Manifest } from "../lib/documents/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import { fetchPublished } from "../lib/publishing/index.ts";
import type { Sandbox } from "../lib/sandbox/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";
import type { Upstream } from "../lib/upstream/index.ts";
import { leaveRecipeChange } from "./leave-recipe-change.ts";

export type BuildRequest = {
  readonly plan: BuildPlan;
  readonly packagesYaml: PackagesYaml;
  /** What is published; null: nothing. */
  readonly manifest: Manifest | null;
  readonly store: ReadableStore;
  readonly upstream: Upstream;
  readonly sandbox: Sandbox;
  readonly distribution: DistributionNames;
  /** Gets a folder per package, and what was downloaded of the published repository. */
  readonly results: string;
  readonly jobs: number;
  readonly attempt: number;
  readonly logBytes: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
};

/** Builds what a plan says, `jobs` packages at once; each leaves its result in `results`, whatever came of it. */
export async function build(request: BuildRequest): Promise<readonly FinishedBuild[]> {
  const { plan, packagesYaml, upstream, store, results } = request;
  const entries = new Map(packagesYaml.entries.map((entry) => [entry.name, entry]));
  const finished = await buildPlan(plan, {
    ...request,
    repository: packagesYaml.repository.name,
    entries,
    treeOf: async (job) => {
      const entry = entries.get(job.entry);
      if (entry === undefined)
        throw new Error(`the plan names ${job.entry}, which packages.yaml does not list`);
      return await upstream.tree(entry, job.commit);
    },
    fetchPublished: (published) => fetchPublished(store, published, join(results, DOWNLOADS)),
  });
  await Promise.all(finished.map((each) => leaveRecipeChange(each, request)));
  return finished;
}

/** A name no package's folder can have: those hold two dots and end in a number. */
export const DOWNLOADS = "published";
