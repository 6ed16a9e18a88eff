import type { Metadata } from "../documents/index.ts";
import type { Evaluation } from "./evaluation.ts";

/**
 * What planning needs of an evaluation; `tree` is the git tree of the package's folder. A dependency of the top
 * level that every split package replaced is still installed for the build and counts as a makedepend.
 */
export function metadataOf(evaluation: Evaluation, tree: string): Metadata {
  const inherited = new Set(evaluation.packages.flatMap(({ depends }) => depends));
  const replaced = evaluation.depends.filter((dependency) => !inherited.has(dependency));
  return {
    tree,
    pkgbase: evaluation.pkgbase,
    version: evaluation.version,
    packages: evaluation.packages.map(({ pkgname, depends, provides, conflicts }) => ({
      pkgname,
      depends,
      provides,
      conflicts,
    })),
    makedepends: [...evaluation.makedepends, ...replaced],
    checkdepends: evaluation.functions.includes("check") ? evaluation.checkdepends : [],
    sources: evaluation.sources.flatMap(({ sources }) => sources),
  };
}
