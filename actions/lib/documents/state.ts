import type { Phase } from "./build-result.ts";
import type { Inputs } from "./inputs.ts";
import type { Metadata } from "./metadata.ts";

/** `key` below the store; immutable. */
export type ManifestAddress = { readonly key: string; readonly sha256: string };

/** state.json: `state` is the JSON text of a State, the signature is over exactly its bytes. */
export type SignedState = { readonly state: string; readonly signature: string | null };

/** What is published: small, replaced by compare-and-swap, the only commit point. */
export type State = {
  readonly format: 1;
  readonly repository: string;
  readonly generation: number;
  readonly publication: string;
  /** UTC, ISO 8601. */
  readonly time: string;
  readonly manifest: ManifestAddress & { readonly bytes: number };
  /** Folder of this generation's databases: `gen/12-9f3c…/`. */
  readonly database: string;
  /** Seen by the first publication: databases are signed only where website redirects work through the public address. */
  readonly databaseSigned: boolean;
  /** Fingerprints of the key that packages and this state are signed with; null: nothing is signed. */
  readonly signedBy: { readonly primary: string; readonly subkey: string } | null;
};

/** Everything known about a generation; immutable, one per publication; `previous` is the history. */
export type Manifest = {
  readonly generation: number;
  readonly publication: string;
  readonly time: string;
  /** Commit of packages.yaml it was derived from. */
  readonly commit: string | null;
  readonly database: string;
  /** Of `<name>.db` and `<name>.files` below `database`; the next generation takes its unchanged entries from there. */
  readonly databases: { readonly db: StoredObject; readonly files: StoredObject };
  readonly previous: {
    readonly generation: number;
    readonly publication: string;
    readonly manifest: ManifestAddress;
  } | null;
  readonly run: { readonly url: string; readonly id: number; readonly attempt: number } | null;
  readonly entries: readonly PublishedEntry[];
  /** pkgname to the greatest version ever published. */
  readonly highest: Readonly<Record<string, string>>;
};

export type PublishedEntry = {
  readonly entry: string;
  /** Folder of the source in which `metadata` was found, "" for its root; null: nothing was tried yet. */
  readonly path: string | null;
  readonly metadata: Metadata | null;
  /** null: never published. */
  readonly built: Built | null;
  /** The last try since `built`, when it failed. */
  readonly failure: Failure | null;
  readonly hold: Hold | null;
  /** When a rebuild was asked for by hand (UTC); null: not asked. */
  readonly rebuild: string | null;
};

export type Built = Inputs & {
  readonly time: string;
  readonly seconds: number;
  readonly image: string;
  readonly run: string | null;
  readonly packages: readonly PublishedPackage[];
};

export type Failure = Inputs & {
  readonly phase: Phase;
  readonly reason: string;
  readonly time: string;
  readonly run: string | null;
};

/** Made by a rollback; `ref` null: a local folder, held until released. */
export type Hold = { readonly ref: string | null; readonly since: string };

export type PublishedPackage = {
  readonly pkgname: string;
  readonly version: string;
  readonly arch: string;
  /** Key below the store. */
  readonly object: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly installedBytes: number;
  /** Fingerprint; null: not signed. */
  readonly signedBy: string | null;
  readonly offers: readonly string[];
  readonly needs: readonly string[];
};

export type StoredObject = { readonly sha256: string; readonly bytes: number };
