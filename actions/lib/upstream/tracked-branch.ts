import type { Entry } from "../packages-yaml/packages-yaml.ts";

export type GitSource = Extract<Entry["source"], { git: string }>;

/** A branch of a remote; null: whatever its HEAD leads to. */
export type TrackedBranch = Pick<GitSource, "git" | "branch">;

/** The full name of the ref that an entry follows. */
export function refOf({ branch }: TrackedBranch): string {
  // "HEAD" is no branch's name (git-check-ref-format): it means the remote's default branch.
  return branch === null || branch === "HEAD" ? "HEAD" : `refs/heads/${branch}`;
}
