import type { Signer } from "../../actions/lib/signing/index.ts";
import type { SketchedPackage } from "../written-packages.ts";

/** What one of many publications does to a repository, and what signs it. */
export type Step = Change & { readonly key: Signer };

export type Change = { readonly says: string } & (
  | { readonly kind: "publish"; readonly packages: readonly SketchedPackage[] }
  | { readonly kind: "remove"; readonly name: string }
  /** To the generation so many before. */
  | { readonly kind: "go back"; readonly generations: number }
  /** To the version that it had before. */
  | { readonly kind: "take back"; readonly name: string }
);

/** The keys of a repository in the order of their use; what `both` signs brings `second` to its clients. */
export type Keys = { readonly first: Signer; readonly both: Signer; readonly second: Signer };

/** Five rounds of ten changes; in the middle of them another subkey takes over. */
export function fiftySteps(keys: Keys): readonly Step[] {
  const changes = [1, 2, 3, 4, 5].flatMap(changesOfRound);
  return changes.map((change, index) => ({ ...change, key: keyAt(index, keys) }));
}

function keyAt(index: number, { first, both, second }: Keys): Signer {
  if (index < 20) return first;
  return index < 24 ? both : second;
}

function changesOfRound(n: number): readonly Change[] {
  const plain = `1.${n}-1`;
  const pluses = `${n}.0-1`;
  const git = `0.${n}.r${n}+gabcdef${n}-1`;
  const epoch = `${n}:2026.${9 - n}-1`;
  return [
    published("all of them", { plain, "lib++": pluses, "gadget-git": git, calendar: epoch }),
    published("the same version built again", { plain: `${plain}.1` }),
    published("more commits since the tag", { "gadget-git": `0.${n}.r${n}9+gabcdef${n}-1` }),
    published("several built again", { plain: `${plain}.2`, "lib++": `${pluses}.1`, calendar: `${epoch}.1` }),
    { says: "one goes", kind: "remove", name: "lib++" },
    published("and comes back", { "lib++": `${n}.1-1` }),
    { says: "all of it back by three generations", kind: "go back", generations: 3 },
    published("and on from there", { plain: `1.${n}.5-1` }),
    { says: "one of them back by one version", kind: "take back", name: "plain" },
    published("what looks older, of a later epoch", { calendar: `${n + 1}:2025-1` }),
  ];
}

function published(says: string, versions: Readonly<Record<string, string>>): Change {
  // Without one, pacman 7.0 crashes when it does not know the key.
  const lines = ["packager = Some One <some@example.org>"];
  const sketch = ([pkgname, version]: [string, string]) => ({ pkgname, version, lines, content: says });
  return { says, kind: "publish", packages: Object.entries(versions).map(sketch) };
}
