/** What packages.yaml says, once it has been read: every default filled in, every name checked. */
export type PackagesYaml = {
  readonly repository: RepositorySettings;
  /** Least time in seconds between the first sight of an upstream commit and its pull request. */
  readonly cooldownSeconds: number;
  readonly entries: readonly Entry[];
};

export type RepositorySettings = {
  /** Section in pacman.conf and name of the database. */
  readonly name: string;
  /** Image reference as written: tag or digest. */
  readonly image: string;
  /** Mirror of core and extra, with `$repo` and `$arch` still in it. */
  readonly mirror: string;
  /** False when `mirror` is our default: then the image's own mirror list is left alone. */
  readonly mirrorGiven: boolean;
  readonly store: StoreAddress;
  /** Public address of the store, without a slash at its end; null where the store itself is read. */
  readonly url: string | null;
  /** How long in seconds a generation stays after it was last current. */
  readonly keepSeconds: number;
};

/** A folder as written, relative to the folder of packages.yaml; or part of a bucket. */
export type StoreAddress = { readonly kind: "directory"; readonly path: string } | BucketAddress;

export type BucketAddress = {
  readonly kind: "s3";
  readonly bucket: string;
  /** Begins every key, without slashes at its ends; "" for the whole bucket. */
  readonly prefix: string;
  /** Without a slash at its end; null: AWS's own for the region. */
  readonly endpoint: string | null;
  readonly region: string | null;
};

/** One entry under `packages:`. */
export type Entry = {
  readonly name: string;
  readonly source: Source;
  readonly ref: Ref | null;
  /** Names the entry may publish. */
  readonly publishes: readonly string[];
  readonly settings: BuildSettings;
  /** Commands run as an ordinary user, offline, after the package was installed. */
  readonly tests: readonly string[];
  readonly allow: readonly Allowance[];
};

/** `path` is the folder in the repository, "" for its root; `branch` null means the remote's HEAD. */
export type Source =
  | { readonly git: string; readonly branch: string | null; readonly path: string }
  | { readonly local: string };

/** null on an Entry: a local folder, or not reviewed yet and so not built. */
export type Ref =
  | { readonly kind: "commit"; readonly sha: string }
  | { readonly kind: "branch" | "tag"; readonly name: string };

export type BuildSettings = {
  readonly timeoutSeconds: number;
  readonly network: NetworkLevel;
  readonly rebuildOn: "soname" | "version" | "never";
  readonly vcs: "never" | "daily" | "weekly";
};

/** Which phase may reach the network after the sources were fetched; "build" includes prepare. */
export type NetworkLevel = "none" | "prepare" | "build";

export const ALLOWANCES = [
  "replaces",
  "official-name",
  "downgrade",
  "unsigned-source",
  "unresolved-library",
] as const;
export type Allowance = (typeof ALLOWANCES)[number];
