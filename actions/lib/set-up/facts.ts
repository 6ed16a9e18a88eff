import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import type { StoreErrorCode } from "../store/index.ts";

/** One thing that was looked for. "no" was seen not to be so; "unseen" cannot be known where we look from. */
export type Fact<Seen extends object = object, Lack extends object = object> =
  | ({ readonly is: "yes" } & Readonly<Seen>)
  | ({ readonly is: "no" } & Readonly<Lack>)
  | Unseen;

export type Unseen = { readonly is: "unseen"; readonly why: string };

/** What surrounds a copy of the template, seen from one place. No value of a secret is ever in it. */
export type SetUpFacts = {
  readonly place: SetUpPlace;
  readonly manifest: ManifestFacts;
  readonly machine: MachineFacts;
  readonly store: StoreFacts;
  readonly signing: SigningFacts;
  readonly gitHub: GitHubFacts;
  readonly publication: PublicationFacts;
};

/** Where we look from. "job": of a workflow, without secrets; "publish-job": in the environment that has them. */
export type Viewpoint = "machine" | "job" | "publish-job";

export type SetUpPlace = {
  readonly viewpoint: Viewpoint;
  /** On a machine of GitHub's. */
  readonly hosted: boolean;
};

export type GitHubRepository = {
  /** "owner/name" */
  readonly name: string;
  /** Its address in a browser. */
  readonly webUrl: string;
  /** The default branch; null: not seen. */
  readonly branch: string | null;
  /** null: not seen. */
  readonly ids: { readonly owner: number; readonly repository: number } | null;
  /** UTC; null: not seen. */
  readonly created: Date | null;
};

export type ManifestFacts = {
  readonly readable: Fact<{ file: string; name: string; image: string }, { file: string; problems: string }>;
  readonly packages: Fact<{ count: number; unreviewed: readonly string[] }>;
};

export type MachineFacts = {
  readonly node: Fact<{ version: string }, { version: string }>;
  readonly git: Fact<{ version: string }, { complaint: string }>;
  /** Name and address that commits are made with. */
  readonly committer: Fact;
  readonly engine: Fact<{ program: string }, { complaint: string }>;
  /** "yes": here, or its registry has it. "no": neither. */
  readonly image: Fact<{ reference: string; isHere: boolean }, { complaint: string }>;
  /** Whether containers with network can be kept from private addresses. */
  readonly filter: Fact<object, { complaint: string }>;
};

export type StoreFacts = UnknownStore | FolderStore | BucketStore;

export type UnknownStore = { readonly kind: "unknown"; readonly address: Unseen };

export type FolderStore = {
  readonly kind: "folder";
  readonly path: string;
  /** "no": workflows publish nothing into a folder. */
  readonly suffices: Fact;
  /** Whether other users than its owner get into it: pacman downloads as a user of its own. `closed`: folders that keep them out. */
  readonly open: Fact<object, { closed: readonly string[] }>;
};

export type BucketStore = {
  readonly kind: "bucket";
  readonly address: BucketAddress;
  readonly provider: Provider;
  /** region null: nobody says it, and its endpoint, which is not AWS's, seldom asks. */
  readonly region: Fact<{ region: string | null }>;
  /** What opens it from here. */
  readonly access: Fact<{ by: "keys" | "role" }, { lacks: readonly string[] }>;
  readonly answers: Fact<{ place: string }, { complaint: string; code: StoreErrorCode }>;
  /** Conditional writes, which keep two publishers from undoing each other. */
  readonly conditions: Fact<object, { lacks: readonly string[] }>;
  /** Website redirects through the public address, without which databases are not signed. */
  readonly redirects: Fact;
  /** Whether keys may do what they need, and readers without keys may read. */
  readonly policies: Fact;
  /** Uploads that were cut off are cleared away. */
  readonly leftovers: Fact;
  /** Whether the role of AUTOREPO_S3_ROLE trusts this repository; null: there are keys instead, or no roles. */
  readonly trust: Fact | null;
};

export type Provider = "aws" | "r2" | "other";

export type SigningFacts = {
  /** complaint null: there is none; it is never needed for a folder. */
  readonly key: Fact<{ fingerprint: string }, { complaint: string | null }>;
  readonly lasting: Fact<object, { warnings: readonly string[] }>;
};

export type GitHubFacts =
  | { readonly kind: "none"; readonly repository: Fact }
  | ({ readonly kind: "repository"; readonly repository: GitHubRepository } & RepositoryFacts);

/** What the settings of the repository say. */
export type RepositoryFacts = {
  /** Whether the API showed them at all. */
  readonly shown: Fact<object, { complaint: string }>;
  /** A fork's schedules do not run (platform fact A2.3). */
  readonly original: Fact;
  readonly actions: Fact<object, { off: "all" | "others" }>;
  readonly pullRequests: Fact;
  readonly defaultToken: Fact;
  readonly workflows: Fact<object, { stopped: readonly { file: string; state: string }[] }>;
  readonly environment: Fact;
  readonly branches: Fact<object, { open: "every" | "none" | "protected" | "others" }>;
  readonly signingSecret: Fact;
  readonly storeSecrets: Fact<{ by: "keys" | "role" }, { lacks: readonly string[] }>;
  /** Secrets of ours outside the environment, where every job of the repository could ask for them. */
  readonly confined: Fact<object, { names: readonly string[] }>;
  /** Secrets of ours that were stored as variables, which everybody with write access can read. */
  readonly hidden: Fact<object, { names: readonly string[] }>;
  readonly requiredCheck: Fact;
  readonly issues: Fact;
  /** complaint null: the environment has no address of a mail server. */
  readonly mail: Fact<object, { complaint: string | null }>;
};

export type PublicationFacts = {
  readonly url: Fact<{ url: string }>;
  /** Whether that address gives what the store has; generation null: nothing was published yet. */
  readonly serves: Fact<{ generation: number | null }, { complaint: string }>;
  /** `isForeign`: there is a state, and the key at hand has not signed it. */
  readonly published: Fact<
    { generation: number; ageSeconds: number },
    { complaint: string | null; isForeign: boolean }
  >;
  readonly detected: Fact<{ ageSeconds: number }, { ageSeconds: number | null }>;
};

/** null: this checkout is of no repository on GitHub. */
export function repositoryOf({ gitHub }: Pick<SetUpFacts, "gitHub">): GitHubRepository | null {
  return gitHub.kind === "repository" ? gitHub.repository : null;
}

export function unseen(why: string): Unseen {
  return { is: "unseen", why };
}
