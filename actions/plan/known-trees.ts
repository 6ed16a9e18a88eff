import type { Manifest, Metadata } from "../lib/documents/index.ts";
import type { Entry } from "../lib/packages-yaml/index.ts";

/** The tree an entry's pin leads to, and what its PKGBUILD says. */
export type KnownTree = { readonly commit: string; readonly tree: string; readonly metadata: Metadata };

/**
 * What the manifest already knows of an entry's pin: a commit leads to the same tree for ever, so that an
 * unchanged package costs neither a fetch nor an evaluation. null: it has to be looked up.
 */
export function knownTree(manifest: Manifest | null, entry: Entry): KnownTree | null {
  if (!("git" in entry.source) || entry.ref?.kind !== "commit") return null;
  const published = manifest?.entries.find((candidate) => candidate.entry === entry.name);
  if (!published?.metadata || published.path !== entry.source.path) return null;
  const inputs = published.failure ?? published.built;
  if (inputs?.commit !== entry.ref.sha || inputs.tree !== published.metadata.tree) return null;
  return { commit: inputs.commit, tree: inputs.tree, metadata: published.metadata };
}
