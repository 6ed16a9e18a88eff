import type { Metadata, VcsCommit } from "../documents/index.ts";
import { type Evaluation, vcsClients } from "../pkgbuild/index.ts";
import type { Container } from "../sandbox/index.ts";
import { buildDependencies, downloadDependencies, installClients } from "./dependencies.ts";
import { fillRepository, nameRepository, requiredPackages } from "./local-repository.ts";
import { makepkgEnvironment } from "./makepkg-settings.ts";
import { PhaseFailure } from "./phase-failure.ts";
import { allSources, fetchedCommits, fetchSources } from "./sources.ts";
import { missingSupply, suppliesOf } from "./supplies.ts";
import type { OpenWork } from "./work.ts";

/** What the stage with network left in its container. */
export type Fetched = {
  readonly dependencies: readonly string[];
  readonly vcs: readonly VcsCommit[];
  /** Whether packages of this repository are among what was downloaded. */
  readonly fromRepository: boolean;
};

/**
 * Everything that needs the network, in a container that no code of upstream ever ran in: pacman's packages and
 * the sources, at the same time.
 *
 * @throws PhaseFailure
 */
export async function fetchStage(
  work: OpenWork,
  evaluation: Evaluation,
  metadata: Metadata,
): Promise<Fetched> {
  const dependencies = buildDependencies(metadata, work.job.withoutCheck);
  requireSupply(work, dependencies);
  const { container, fromRepository } = await setUp(work, {
    dependencies,
    clients: vcsClients(allSources(evaluation)),
  });
  const downloads = work.journal.during("dependencies", "downloading", (log) =>
    downloadDependencies(container, dependencies, { log, bounds: work.bounds }),
  );
  const sources = work.journal.during("sources", "fetching", (log) =>
    fetch(container, evaluation, { work, log }),
  );
  // Both to their ends: which of two failures is told must not depend on which came first.
  const [fetched, downloaded] = await Promise.allSettled([sources, downloads]);
  if (fetched.status === "rejected") throw fetched.reason;
  if (downloaded.status === "rejected") throw downloaded.reason;
  return { dependencies, vcs: fetched.value, fromRepository };
}

function requireSupply({ finished, job, context }: OpenWork, dependencies: readonly string[]): void {
  const failed = finished.filter(
    ({ result }) =>
      job.waitsFor.includes(result.entry) && result.outcome !== "built" && result.outcome !== "unneeded",
  );
  const supplies = suppliesOf(finished, context);
  const missing = missingSupply(dependencies, failed, { supplies, context });
  if (missing !== null) {
    throw new PhaseFailure("dependencies", { reason: missing, fault: "package" }, "blocked");
  }
}

/**
 * Clients come before what they fetch, and before pacman knows of the repository's own packages: what provides
 * something that a client needs would be installed, and its scriptlet run, where the network is on.
 */
async function setUp(
  { containers, journal, bounds, finished, context }: OpenWork,
  wanted: { readonly dependencies: readonly string[]; readonly clients: readonly string[] },
): Promise<{ readonly container: Container; readonly fromRepository: boolean }> {
  return await journal.during("dependencies", "getting ready", async (log) => {
    const phase = { log, bounds };
    const container = await containers.get("sources");
    const [packages] = await Promise.all([
      requiredPackages(wanted.dependencies, suppliesOf(finished, context)),
      installClients(container, wanted.clients, phase),
    ]);
    if (packages.length > 0) {
      await nameRepository(container, context.repository, phase);
      await fillRepository(container, { name: context.repository, packages });
    }
    return { container, fromRepository: packages.length > 0 };
  });
}

async function fetch(
  container: Container,
  evaluation: Evaluation,
  { work, log }: { readonly work: OpenWork; readonly log: Parameters<typeof fetchSources>[2]["log"] },
): Promise<readonly VcsCommit[]> {
  const { tree, entry, context, bounds } = work;
  const environment = makepkgEnvironment(context.repository, tree.date);
  await fetchSources(container, { tree, evaluation, allow: entry.allow, environment }, { log, bounds });
  return await fetchedCommits(container, evaluation, { log, bounds });
}
