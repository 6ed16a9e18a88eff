import type { DistributionNames } from "../lib/distribution/index.ts";
import type { BuildPlan, IdleEntry, Manifest } from "../lib/documents/index.ts";
import { type BrokenEntry, brokenEntries } from "../lib/planning/index.ts";
import {
  type CollectedResult,
  clientsTrust,
  type Publication,
  publish,
  type RebuildAsked,
  type Signing,
  type Tip,
} from "../lib/publishing/index.ts";
import { type RepositoryAddress, writeReport } from "../lib/report/index.ts";
import type { Store } from "../lib/store/index.ts";
import { UNSIGNED } from "../lib/workspace/index.ts";
import { logsOf } from "./logs-of-results.ts";
import { writeChanges } from "./write-changes.ts";

export type PublishResultsRequest = {
  readonly store: Store;
  readonly repository: RepositoryAddress;
  readonly readTip: () => Promise<Tip>;
  readonly plan: BuildPlan;
  readonly results: readonly CollectedResult[];
  readonly distribution: DistributionNames;
  readonly rebuildAsked: RebuildAsked;
  readonly remove: number | null;
  readonly run: Manifest["run"];
  readonly signing: Signing;
  /** Name of the run's page in the report. */
  readonly runId: string;
  readonly started: Date;
  readonly now: Date;
  readonly warn: (text: string) => void;
};

/**
 * `broken`: what is broken as it is published now, by what the plan knew of the distribution. `unbuildable`: entries without a
 * result, since somebody has to change something before they can be built.
 */
export type PublishedResults = Publication & {
  readonly broken: readonly BrokenEntry[];
  readonly unbuildable: readonly Pick<IdleEntry, "entry" | "reason">[];
};

/**
 * Publishes the results, then renders the report. A report that cannot be written is a warning: the repository
 * stands, and the next run writes it again.
 *
 * @throws PublishingError, StoreError
 */
export async function publishResults(request: PublishResultsRequest): Promise<PublishedResults> {
  const { plan, repository } = request;
  const { readTip, lastTip } = remembering(request.readTip);
  const published = await publish({
    ...request,
    readTip,
    repositoryName: repository.name,
    plannedOn: plan.base,
  });
  const publication = {
    ...published,
    notes: published.state.signedBy === null ? [...published.notes, UNSIGNED] : published.notes,
    broken: brokenEntries(published.manifest.entries, plan.elsewhere),
    unbuildable: unbuildableEntries(plan),
  };
  try {
    await report(request, publication, await lastTip());
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    request.warn(`the report could not be written, the repository stands: ${said}`);
  }
  return publication;
}

function unbuildableEntries({ idle }: BuildPlan): PublishedResults["unbuildable"] {
  return idle
    .filter(({ standing }) => standing === "unbuildable")
    .map(({ entry, reason }) => ({ entry, reason }));
}

/** What was published is reported by the packages.yaml that it was decided on. */
function remembering(readTip: () => Promise<Tip>): Record<"readTip" | "lastTip", () => Promise<Tip>> {
  let last: Tip | null = null;
  return {
    readTip: async () => {
      last = await readTip();
      return last;
    },
    lastTip: async () => last ?? (await readTip()),
  };
}

async function report(
  request: PublishResultsRequest,
  publication: PublishedResults,
  { packagesYaml }: Tip,
): Promise<void> {
  const { store, repository, plan, results, started, now, runId } = request;
  const about = { id: runId, time: started.toISOString(), url: request.run?.url ?? null };
  const changed = await writeChanges({ store, publication, results, run: about, warn: request.warn });
  const run = {
    ...about,
    seconds: (now.getTime() - started.getTime()) / 1000,
    generation: publication.outcome === "committed" ? publication.state.generation : null,
    plan,
    results: results.map(({ result }) => result),
    verdicts: publication.verdicts,
    changed,
  };
  const facts = {
    time: now.toISOString(),
    repository,
    signing: clientsTrust(publication.state),
    manifest: publication.manifest,
    entries: packagesYaml.entries,
    broken: publication.broken,
    run,
  };
  await writeReport(store, facts, logsOf(results));
}
