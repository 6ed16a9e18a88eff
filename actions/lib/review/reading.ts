import type { Evaluation, Unresolved } from "../pkgbuild/index.ts";
import type { ShellScript } from "../shell/index.ts";
import type { PackageTree, TreeFile } from "../upstream/index.ts";
import type { Change } from "./change.ts";

/** A change with both sides read: what rules look at. */
export type ChangeReading = {
  readonly change: Change;
  /** null: the first review. */
  readonly old: PackageReading | null;
  readonly new: PackageReading;
};

/** One side of a change, read once. */
export type PackageReading = {
  readonly tree: PackageTree;
  /** By path. */
  readonly files: ReadonlyMap<string, FileReading>;
  /** What the PKGBUILD means: evaluated in a container or resolved by reading; null: neither, and rules must not guess. */
  readonly evaluation: Evaluation | null;
  /** Known where the version is, though other things are not. */
  readonly version: string | null;
  /** Whether a container evaluated it, or reading resolved all of it. */
  readonly resolution: "evaluated" | "read" | "unresolved";
  /** What stood in the way of reading; empty unless `resolution` is "unresolved". */
  readonly unresolved: readonly Unresolved[];
};

export type FileReading = {
  readonly file: TreeFile;
  readonly role: FileRole;
  /** null: not UTF-8, holds NUL, is a link, or is unread. */
  readonly text: string | null;
  /** The folder holds more text than is reviewed, and this is of what was left out. */
  readonly isUnread: boolean;
  /** What a shell would run of it: the whole of a script, the Exec lines of a hook or unit; null: nothing. */
  readonly script: ShellScript | null;
};

/**
 * What a file of a package's folder is for. "scriptlet": what `install=` names, or *.install. "hook": pacman's.
 * "script": starts with #!, or is run or sourced by another file of the folder.
 */
export type FileRole =
  | "pkgbuild"
  | "srcinfo"
  | "scriptlet"
  | "hook"
  | "unit"
  | "desktop"
  | "script"
  | "patch"
  | "text"
  | "binary"
  | "key"
  | "link"
  | "submodule";
