import { ArchiveError } from "../lib/archive/index.ts";
import { DistributionError, type DistributionNames, type PlatformFiles } from "../lib/distribution/index.ts";
import type { BuildPlan, PlannedBuild } from "../lib/documents/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import {
  headsToAsk,
  offeredByFamily,
  type PlanningWorld,
  type Platform,
  planBuilds,
  type Selection,
} from "../lib/planning/index.ts";
import {
  type Published,
  PublishingError,
  publishedUnlessEmpty,
  type StateTrust,
} from "../lib/publishing/index.ts";
import { leftByLastRun } from "../lib/report/index.ts";
import type { Sandbox } from "../lib/sandbox/index.ts";
import type { ReadableStore } from "../lib/store/index.ts";
import type { Upstream } from "../lib/upstream/index.ts";
import { lookUpTrees } from "./look-up-trees.ts";
import { metadataCache } from "./metadata-cache.ts";
import { ownFiles } from "./own-files.ts";

export type PlanRequest = {
  readonly packagesYaml: PackagesYaml;
  /** Commit of packages.yaml; null: not committed as it stands. */
  readonly commit: string | null;
  readonly store: ReadableStore;
  /** What the published state is checked by; absent or null: hashes only, as where no key is at hand. */
  readonly trust?: StateTrust | null;
  readonly upstream: Upstream;
  readonly distribution: () => Promise<DistributionNames>;
  /** File lists of core and extra, to compare what published packages need with; absent: not compared this time. */
  readonly platformFiles?: () => Promise<PlatformFiles>;
  readonly sandbox: () => Promise<Sandbox>;
  readonly cacheFolder: string;
  readonly selection: Selection;
  readonly now: Date;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
};

export type Planned = {
  readonly plan: BuildPlan;
  readonly published: Published | null;
};

/**
 * Looks up everything that decides what to build, then decides. Containers are opened only for packages whose
 * PKGBUILD was never evaluated.
 *
 * @throws PlanningError, PublishingError, StoreError, SandboxError
 */
export async function plan(request: PlanRequest): Promise<Planned> {
  const { packagesYaml, store, upstream, signal, note } = request;
  const distribution = request.distribution();
  // Awaited below: until then a failure of it is not an unhandled one.
  distribution.catch(() => {});
  const published = await publishedUnlessEmpty(store, packagesYaml.repository.name, request.trust);
  const trees = await lookUpTrees({
    entries: packagesYaml.entries,
    manifest: published?.manifest ?? null,
    upstream,
    cache: metadataCache(request.cacheFolder, packagesYaml.repository.image),
    sandbox: request.sandbox,
    signal,
    note,
  });
  const world: PlanningWorld = {
    now: request.now,
    commit: request.commit,
    packagesYaml,
    base: baseOf(published),
    manifest: published?.manifest ?? null,
    trees,
    distribution: await distribution,
    heads: new Map(),
    platform: await platformOf(request, published),
    selection: request.selection,
  };
  const heads = await upstream.heads(headsToAsk(world));
  return { plan: await withWaits(planBuilds({ ...world, heads }), store), published };
}

/** A run that left something to build again has told why, and a plan that builds it says so. */
async function withWaits(plan: BuildPlan, store: ReadableStore): Promise<BuildPlan> {
  if (plan.jobs.length === 0) return plan;
  const left = await leftByLastRun(store);
  const told = ({ entry, reason }: PlannedBuild): string => {
    const why = left.get(entry);
    return why === undefined ? reason : `${reason}; last run: ${why}`;
  };
  return { ...plan, jobs: plan.jobs.map((job) => ({ ...job, reason: told(job) })) };
}

/** Without file lists nothing is compared, and a note says why: the next scheduled run does it. */
async function platformOf(request: PlanRequest, published: Published | null): Promise<Platform | null> {
  if (request.platformFiles === undefined || published === null) return null;
  try {
    const [{ core, extra, notes }, own] = await Promise.all([
      request.platformFiles(),
      ownFiles(request.store, published),
    ]);
    for (const note of notes) request.note(note);
    return { core: offeredByFamily(core), extra: offeredByFamily(extra), ...own };
  } catch (error) {
    request.signal.throwIfAborted();
    if (!isUnreadable(error)) throw error;
    request.note(`what published packages need was not compared with core and extra: ${error.message}`);
    return null;
  }
}

/** Neither is a reason not to build: publish repairs the one, the mirror the other. */
function isUnreadable(error: unknown): error is Error {
  return [DistributionError, PublishingError, ArchiveError].some((known) => error instanceof known);
}

function baseOf(published: Published | null): BuildPlan["base"] {
  if (published === null) return null;
  const { generation, publication, manifest } = published.state;
  return { generation, publication, manifest: { key: manifest.key, sha256: manifest.sha256 } };
}
