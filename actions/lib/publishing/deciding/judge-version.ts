import type { Built, Inputs } from "../../documents/index.ts";
import { vercmp } from "../../pkgbuild/index.ts";

export type VersionFacts = {
  readonly pkgname: string;
  readonly version: string;
  /** null: the name is not in the database now. */
  readonly published: string | null;
  /** The greatest version ever published of that name. */
  readonly highest: string | null;
};

/**
 * Whether a version is not above every release of the same pkgver-pkgrel ever published, so that its sub-release must
 * be chosen again. One below what clients have is not stale but a downgrade, which needs an allowance.
 */
export function isStale({ version, published, highest }: VersionFacts): boolean {
  if (highest === null || vercmp(version, highest) > 0) return false;
  const installed = published ?? highest;
  const release = releaseOf(version);
  if (vercmp(release, releaseOf(installed)) < 0) return false;
  return vercmp(release, releaseOf(highest)) === 0 || vercmp(version, installed) <= 0;
}

/** A version without its sub-release: `1:2.0-3.4` is `1:2.0-3`. */
function releaseOf(version: string): string {
  return version.replace(/(-[^-.]*)\.[^-]*$/, "$1");
}

/** Whether a build was made from the inputs of the published one: nothing would have been planned. */
export function hasSameInputs(result: Inputs, built: Built): boolean {
  return result.key === built.key && inputText(result) === inputText(built);
}

function inputText({ uses, vcs }: Inputs): string {
  const used = uses.map(({ entry, value }) => JSON.stringify([entry, value])).sort();
  const fetched = vcs.map(({ source, commit }) => JSON.stringify([source, commit])).sort();
  return JSON.stringify([used, fetched]);
}
