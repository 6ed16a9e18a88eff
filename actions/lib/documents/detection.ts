import type { Review } from "./review.ts";

/** What `detect` saw: from its job `read`, which ran upstream's code in containers, to `propose`, which may write. */
export type Detection = {
  /** Of packages.yaml. */
  readonly commit: string;
  readonly entries: readonly Detected[];
  readonly memory: Memory;
};

export type Detected = {
  readonly entry: string;
  /**
   * "held": its cooldown is not over. "rejected": a person closed the pull request of this commit.
   * "unreachable": the remote, or the pin in it, could not be read. "changed": there is something to propose.
   */
  readonly outcome: "unchanged" | "held" | "rejected" | "unreachable" | "changed";
  /** Words a person reads. */
  readonly reason: string;
  /** UTC, ISO 8601: when the cooldown ends; null: nothing is held. */
  readonly until: string | null;
  /** Commits after the candidate, each with its day, in words: "9ab2c01 from 2026-11-24". */
  readonly newer: readonly string[];
  /** Names that `packages:` must list for the candidate. */
  readonly publishes: readonly string[];
  /** Null unless "changed". */
  readonly review: Review | null;
  /** What is new since the commit of the open pull request; null: none is open, or it is this commit. */
  readonly since: Review | null;
  /** Files that differ, whole: `old` and `new` in base64, null where there is none. */
  readonly files: readonly ChangedFile[];
};

export type ChangedFile = { readonly file: string; readonly old: string | null; readonly new: string | null };

/** What detect remembers between runs; lost, it costs a cooldown and nothing else. */
export type Memory = {
  readonly format: 1;
  /** ETag of the AUR's metadata archive. */
  readonly etag: string | null;
  /** By entry: heads with the time (UTC, ISO 8601) of our first sight, oldest first. */
  readonly seen: Readonly<Record<string, readonly SeenCommit[]>>;
  /** By entry: commits whose pull request a person closed. */
  readonly rejected: Readonly<Record<string, readonly string[]>>;
};

export type SeenCommit = { readonly commit: string; readonly first: string };
