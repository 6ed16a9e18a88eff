import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readPackage } from "../archive/index.ts";
import {
  type BuildResult,
  type PlannedBuild,
  readBuildResult,
  type UsedDependency,
} from "../documents/index.ts";
import { vercmp } from "../pkgbuild/index.ts";
import type { BuildContext, FinishedBuild } from "./build-context.ts";
import { resultFolder } from "./build-package.ts";
import type { LocalPackage } from "./local-repository.ts";

/**
 * A whole result that an interrupted run left for exactly this job, so that hours of compiling are not done
 * twice; null: it has to be built. `usesOf`: what its packages would take from dependencies as they are now. Only successes count: a failure may have been the interruption's. Sources that
 * follow a branch are fetched anew, and what has been published meanwhile is what a rebuild is asked of.
 */
export async function reusableBuild(
  job: PlannedBuild,
  usesOf: (packages: readonly LocalPackage[]) => readonly UsedDependency[],
  context: BuildContext,
): Promise<FinishedBuild | null> {
  const folder = resultFolder(job, context);
  const file = join(folder, "result.json");
  const text = await readFile(file).catch(() => null);
  if (text === null) return null;
  try {
    const result = readBuildResult(text, file);
    if (!isReusable(result, { job, highest: context.manifest?.highest ?? {} })) return null;
    const packages = await packagesOf(result, folder);
    if (!isDeepStrictEqual(result.uses, usesOf(packages))) return null;
    const { mtime: takenOver } = await stat(file);
    return { result, folder, packages, takenOver };
  } catch {
    // Whatever is wrong with a left-over, building anew is right.
    return null;
  }
}

/**
 * The build that another job of the run left in `folder`: what dependents are built with.
 *
 * @throws DocumentError, ArchiveError, or an Error where its files are not what its result describes
 */
export async function readFinishedBuild(folder: string): Promise<FinishedBuild> {
  const file = join(folder, "result.json");
  const result = readBuildResult(await readFile(file), file);
  return { result, folder, packages: await packagesOf(result, folder) };
}

async function packagesOf(result: BuildResult, folder: string): Promise<readonly LocalPackage[]> {
  const packages: LocalPackage[] = [];
  for (const { file: name, sha256 } of result.packages) {
    const path = join(folder, "packages", name);
    const contents = await readPackage(path);
    if (contents.sha256 !== sha256) throw new Error(`${path} is not what its result describes`);
    packages.push({ path, contents });
  }
  return packages;
}

type Wanted = {
  readonly job: PlannedBuild;
  readonly highest: Readonly<Record<string, string>>;
};

function isReusable(result: BuildResult, { job, highest }: Wanted): boolean {
  const newer = result.packages.every(({ pkgname, version }) => {
    const published = highest[pkgname];
    return published === undefined || vercmp(version, published) > 0;
  });
  return (
    result.outcome === "built" &&
    result.entry === job.entry &&
    result.key === job.key &&
    result.checks === job.checks &&
    result.tree === job.tree &&
    result.commit === job.commit &&
    result.vcs.length === 0 &&
    newer
  );
}
