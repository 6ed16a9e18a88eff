import type { Marker } from "./marker.ts";

/** Branches on which pull requests of ours live; what follows is the entry. */
export const BRANCH_PREFIX = "autorepo/update/";

/** A pull request of ours, open or not. */
export type Proposal = {
  readonly number: number;
  readonly url: string;
  readonly entry: string;
  /** "rejected": closed by a person, unmerged. "withdrawn": closed by us. */
  readonly state: "open" | "merged" | "rejected" | "withdrawn";
  /** Commit that its branch has, or had when it was closed. */
  readonly head: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  /** What we wrote down in its body; null: a person removed it. */
  readonly marker: Marker | null;
};

export function branchOf(entry: string): string {
  return BRANCH_PREFIX + entry;
}
