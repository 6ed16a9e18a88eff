import type { AurPackage } from "../aur/index.ts";
import type { Review } from "./review.ts";

/** What `detect` saw: from its job `read`, which ran upstream's code in containers, to `propose`, which may write. */
export type Detection = {
  /** Of packages.yaml; null: not committed as it stands. */
  readonly commit: string | null;
  readonly entries: readonly Detected[];
  /** Sentences for a person about what concerns no single entry: "the AUR did not answer, its mirror was read". */
  readonly notes: readonly string[];
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
  /** UTC, ISO 8601: when the next cooldown ends; null: nothing is held. */
  readonly until: string | null;
  /** Commits after the candidate, each with its day, in words: "9ab2c01 from 2026-11-24". */
  readonly newer: readonly string[];
  /** Names that `packages:` must list for the candidate. */
  readonly publishes: readonly string[];
  /** Null unless "changed". */
  readonly review: Review | null;
  /** What is new since the commit of the open pull request; null: none is open, or it is this commit. */
  readonly since: Review | null;
  /** All files that differ. */
  readonly files: readonly ChangedFile[];
};

/** `old` and `new` are whole, in base64; null where there is none, and both where `note` says they were left out. */
export type ChangedFile = {
  /** As upstream names it; may hold anything. */
  readonly file: string;
  readonly old: string | null;
  readonly new: string | null;
  /** What the bytes do not show, in words: "now executable", "a symbolic link"; null: nothing. */
  readonly note: string | null;
};

/** What detect remembers between runs; lost, it costs a cooldown and nothing else. */
export type Memory = {
  readonly format: 1;
  /** ETag of the AUR's metadata archive. */
  readonly etag: string | null;
  /** By entry: its pin and the heads after it, with the time (UTC, ISO 8601) of our first sight, oldest first. */
  readonly seen: Readonly<Record<string, readonly SeenCommit[]>>;
  /** By entry: commits whose pull request a person closed. */
  readonly rejected: Readonly<Record<string, readonly string[]>>;
  /** By entry: repository, branch and folder that `seen` tells of; what was seen elsewhere is forgotten. */
  readonly sources: Readonly<Record<string, string>>;
  /** By entry: the AUR's word about its package. */
  readonly aur: Readonly<Record<string, RememberedAur>>;
};

export type SeenCommit = {
  readonly commit: string;
  readonly first: string;
  /** Git tree id of the entry's folder there; the empty tree's where it has none; null: not looked at. */
  readonly tree: string | null;
};

/** In all of it null stands for a package that the AUR does not list. */
export type RememberedAur = {
  /** `lastModified` when its newest commit was last asked for; null: it has to be asked for. */
  readonly asked: number | null;
  readonly latest: AurPackage | null;
  /** What a reviewer of `pin` could see at most. */
  readonly reviewed: AurPackage | null;
  /** null: the entry had no `ref`. */
  readonly pin: string | null;
};
