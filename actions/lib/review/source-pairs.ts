import type { Evaluation } from "../pkgbuild/index.ts";
import { type PackageSource, packageSources } from "./package-source.ts";
import type { ChangeReading } from "./reading.ts";
import { originName } from "./source-origin.ts";

/** The sources of both sides; a pair is one source as it was and as it is. */
export type SourcePairs = {
  readonly kept: readonly { readonly old: PackageSource; readonly new: PackageSource }[];
  readonly added: readonly PackageSource[];
  readonly removed: readonly PackageSource[];
};

/** null: a side could not be resolved. On a first review every source is added. */
export function sourcePairs({ old, new: { evaluation } }: ChangeReading): SourcePairs | null {
  if (evaluation === null) return null;
  if (old === null) return { kept: [], added: packageSources(evaluation), removed: [] };
  return old.evaluation === null ? null : pairSources(old.evaluation, evaluation);
}

/** Pairs by what stays when a version moves: the same text, then ever rougher likenesses of it. */
export function pairSources(old: Evaluation, next: Evaluation): SourcePairs {
  const kept: { old: PackageSource; new: PackageSource }[] = [];
  let [before, after] = [packageSources(old), packageSources(next)];
  for (const likeness of LIKENESSES) {
    const waiting = Map.groupBy(before, (source) => likeness(source, old.pkgver));
    const left: PackageSource[] = [];
    for (const source of after) {
      const partner = waiting.get(likeness(source, next.pkgver))?.shift();
      if (partner) kept.push({ old: partner, new: source });
      else left.push(source);
    }
    after = left;
    before = [...waiting.values()].flat();
  }
  return { kept, added: after, removed: before };
}

type Likeness = (source: PackageSource, version: string) => string;

const LIKENESSES: readonly Likeness[] = [
  ({ array, text }) => `${array} ${text}`,
  ({ array, text }, version) => `${array} ${withoutVersions(text, version)}`,
  ({ array, fileName }, version) => `${array} ${withoutVersions(fileName, version)}`,
  ({ array, origin, vcs, address, fileName }) =>
    `${array} ${origin ? originName(origin) : "local"} ${vcs} ${projectOf(address)} ${extensionOf(fileName)}`,
];

/** Digits and hashes go: what remains is the address's shape. */
function withoutVersions(text: string, version: string): string {
  const spelt = [version, version.replaceAll("_", "-"), version.replaceAll("_", ".")];
  return spelt
    .reduce((rest, one) => (one === "" ? rest : rest.replaceAll(one, "0")), text)
    .replace(/\b[0-9a-f]{7,64}\b/g, "0")
    .replace(/[0-9]+([._-]?[0-9]+)*/g, "0");
}

function projectOf(address: string): string {
  return address
    .split("/")
    .slice(4, 5)
    .join("")
    .replace(/\.git$/, "");
}

function extensionOf(fileName: string): string {
  return /\.[a-z]+(\.[a-z0-9]+)?$/.exec(fileName)?.[0] ?? "";
}
