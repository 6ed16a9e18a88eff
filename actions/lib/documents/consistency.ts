import type { BuildPlan } from "./build-plan.ts";
import type { BuildResult } from "./build-result.ts";
import type { Detection } from "./detection.ts";
import type { Manifest } from "./state.ts";

/** What a plan that obeys its schema still gets wrong, in words; null: nothing. */
export function planFault({ jobs }: BuildPlan): string | null {
  const entries = new Set(jobs.map(({ entry }) => entry));
  const twice = firstRepeated(jobs.map(({ entry }) => entry));
  if (twice !== null) return `two jobs build "${twice}"`;
  for (const { entry, waitsFor } of jobs) {
    const absent = waitsFor.find((awaited) => awaited === entry || !entries.has(awaited));
    if (absent !== null && absent !== undefined)
      return `"${entry}" waits for "${absent}", which is no other job`;
  }
  return null;
}

/** Two packages of one name, or two files of one name, would replace each other. */
export function resultFault({ packages }: BuildResult): string | null {
  const pkgname = firstRepeated(packages.map((built) => built.pkgname));
  if (pkgname !== null) return `two packages are named "${pkgname}"`;
  const file = firstRepeated(packages.map((built) => built.file));
  return file === null ? null : `two packages are in the file "${file}"`;
}

/** A database holds one package of a name, a name in the store is that of its content, and an entry's build is its own. */
export function manifestFault({ entries }: Manifest): string | null {
  const entry = firstRepeated(entries.map((published) => published.entry));
  if (entry !== null) return `the entry "${entry}" stands in it twice`;
  const packages = entries.flatMap(({ built }) => built?.packages ?? []);
  const pkgname = firstRepeated(packages.map((published) => published.pkgname));
  if (pkgname !== null) return `the package "${pkgname}" stands in it twice`;
  const misnamed = packages.find((one) => !one.object.endsWith(`.${one.sha256.slice(0, 8)}.pkg.tar.zst`));
  if (misnamed !== undefined) return `the name of "${misnamed.object}" is not that of its sha256`;
  const strange = entries.find((one) =>
    [one.built, one.failure].some((at) => at !== null && at.entry !== one.entry),
  );
  return strange === undefined ? null : `the entry "${strange.entry}" holds the build of another`;
}

/** Two pull requests for one entry would undo each other, and a review of another entry would be shown for it. */
export function detectionFault({ entries }: Detection): string | null {
  const entry = firstRepeated(entries.map((detected) => detected.entry));
  if (entry !== null) return `the entry "${entry}" stands in it twice`;
  for (const { entry: name, review, since, files } of entries) {
    const strange = [review, since].find((one) => one !== null && one.entry !== name);
    if (strange !== undefined) return `the entry "${name}" holds the review of another`;
    const file = firstRepeated(files.map((changed) => changed.file));
    if (file !== null) return `a file of "${name}" stands in it twice`;
  }
  return null;
}

function firstRepeated(names: readonly string[]): string | null {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size) ?? null;
}
