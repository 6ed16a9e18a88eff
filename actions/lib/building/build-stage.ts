import { join } from "node:path";
import type { Evaluation } from "../pkgbuild/index.ts";
import { installDependencies } from "./dependencies.ts";
import { unpackTree } from "./evaluate.ts";
import type { Fetched } from "./fetch-stage.ts";
import { LAYOUT } from "./layout.ts";
import { type LocalPackage, nameRepository } from "./local-repository.ts";
import { makepkgEnvironment } from "./makepkg-settings.ts";
import { takePackages } from "./outputs.ts";
import { build, type MakepkgRequest, pkgbuildOf, prepare } from "./prepare-and-build.ts";
import { treeArchive } from "./tree-archive.ts";
import type { OpenWork } from "./work.ts";

/** Gets the build's container ready while the sources are being fetched. */
export async function setUpBuild(work: OpenWork, evaluation: Evaluation): Promise<void> {
  const { containers, journal, bounds, tree } = work;
  const phase = { log: journal.aside("prepare"), bounds };
  const container = await containers.get("build");
  await unpackTree(container, treeArchive(tree, pkgbuildOf(tree, evaluation)), phase);
}

/**
 * Dependencies, prepare and build in a container that was born without network; then the packages out, accepted.
 *
 * @throws PhaseFailure
 */
export async function buildStage(
  work: OpenWork,
  evaluation: Evaluation,
  fetched: Fetched,
): Promise<readonly LocalPackage[]> {
  const { journal, bounds, entry, context } = work;
  const container = await work.containers.get("build");
  await journal.during("dependencies", "installing", async (log) => {
    await carryFetched(work);
    if (fetched.fromRepository) await nameRepository(container, context.repository, { log, bounds });
    await installDependencies(container, fetched.dependencies, { log, bounds });
  });
  const request = makepkgRequest(work, evaluation);
  const version = await journal.during("prepare", "makepkg -o", (log) =>
    prepare(container, request, { log, bounds }),
  );
  return await journal.during("build", "makepkg -e", async (log) => {
    await build(container, request, { log, bounds });
    const folder = join(work.folder, "packages");
    return await takePackages(container, { entry, evaluation, version, folder, context }, { log, bounds });
  });
}

async function carryFetched({ containers }: OpenWork): Promise<void> {
  const [from, to] = await Promise.all([containers.get("sources"), containers.get("build")]);
  await from.carry([LAYOUT.fetched, "/var/cache/pacman/pkg", "/var/lib/pacman/sync"], to);
}

function makepkgRequest({ tree, job, entry, context }: OpenWork, evaluation: Evaluation): MakepkgRequest {
  return {
    tree,
    evaluation,
    network: entry.settings.network,
    withoutCheck: job.withoutCheck,
    unsignedSource: entry.allow.includes("unsigned-source"),
    environment: makepkgEnvironment(context.repository, tree.date),
    highest: context.manifest?.highest ?? {},
  };
}
