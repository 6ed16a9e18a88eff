/** The folder of one package as upstream has it: blobs, never a work tree. */
export type PackageTree = {
  /** null: a folder of this repository. */
  readonly commit: string | null;
  /** Git tree id of the folder. */
  readonly tree: string;
  /** Seconds since 1970 UTC: the commit's date (SOURCE_DATE_EPOCH), 0 for a local folder. */
  readonly date: number;
  /** Sorted by path, without folders. */
  readonly files: readonly TreeFile[];
};

/** Paths are relative to the package's folder; a link's `content` is its target, a submodule's its commit. */
export type TreeFile = {
  readonly path: string;
  readonly kind: "file" | "executable" | "symlink" | "submodule";
  readonly content: Uint8Array;
};
