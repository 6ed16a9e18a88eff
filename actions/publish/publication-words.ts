import type { Publication } from "../lib/publishing/index.ts";

/** What came of a publication for clients, in one phrase: facts that are only noted, such as failures, change nothing for them. */
export function publicationWords({ outcome, state, manifest }: Publication): string {
  const { generation } = state;
  if (outcome === "unchanged") return `Nothing has changed: generation ${generation} stays`;
  const isEmpty = !manifest.entries.some(({ built }) => built !== null);
  if (generation === 0 && isEmpty) return "Nothing is published yet: generation 0 is empty";
  return manifest.previous?.generation === generation
    ? `No package has changed: generation ${generation} stays`
    : `Published generation ${generation}`;
}
