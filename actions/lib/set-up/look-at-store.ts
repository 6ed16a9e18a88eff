import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import { probeRedirects } from "../publishing/index.ts";
import { type Capabilities, type Store, StoreError } from "../store/index.ts";
import type { Environment, Surroundings, Workspace } from "../workspace/index.ts";
import type { Complain } from "./complaint.ts";
import { type BucketStore, type Provider, type Unseen, unseen } from "./facts.ts";
import { type PublishedState, publishedState, type StateQuestion } from "./published-state.ts";

export type StoreLook = {
  readonly surroundings: Surroundings;
  readonly workspace: Workspace;
  readonly complain: Complain;
  readonly state: StateQuestion;
  /** Who has the keys, if not we. */
  readonly elsewhere: Unseen | null;
};

/**
 * Asks a bucket for its state, and tries what it can do with small objects below `probe/` that are taken away again. What it
 * does with conditions is kept beside the state, as the first publication would.
 */
export async function lookAtBucket(
  look: StoreLook,
  address: BucketAddress,
): Promise<{ readonly store: BucketStore; readonly seen: PublishedState }> {
  const { environment, identityToken } = look.surroundings;
  const provider = providerOf(address);
  const opened = accessFact(environment, {
    mayTakeRoles: identityToken !== undefined,
    elsewhere: look.elsewhere,
  });
  const region = regionFact(address, look.elsewhere);
  const about = { kind: "bucket", address, provider, region, access: opened, leftovers: UNASKED } as const;
  const usesKeys = opened.is === "yes" && opened.by === "keys";
  const isRole = provider === "aws" && !usesKeys;
  if (opened.is !== "yes" || region.is !== "yes") {
    const why = unseen("it cannot be opened from here");
    const trust = isRole ? why : null;
    const store = { ...about, answers: why, conditions: why, redirects: why, policies: why, trust };
    return { store, seen: { kind: "unseen", why: why.why, code: null } };
  }
  const tried = await tryBucket(look);
  const trust = isRole ? (tried.answers.is === "yes" ? YES : unseen("AWS did not let it in")) : null;
  const { seen, ...abilities } = tried;
  return { store: { ...about, ...abilities, trust }, seen };
}

const YES = { is: "yes" } as const;
const UNASKED = unseen("only the bucket's owner may ask for its rules");

function providerOf({ endpoint }: BucketAddress): Provider {
  if (endpoint === null) return "aws";
  const { hostname } = new URL(endpoint);
  if (hostname.endsWith(".r2.cloudflarestorage.com")) return "r2";
  return hostname.endsWith(".amazonaws.com") ? "aws" : "other";
}

function accessFact(
  { aws }: Environment,
  { mayTakeRoles, elsewhere }: { readonly mayTakeRoles: boolean; readonly elsewhere: Unseen | null },
): BucketStore["access"] {
  if (aws.role !== null && mayTakeRoles) return { is: "yes", by: "role" };
  const lacks = [
    ...(aws.accessKeyId === null ? ["AWS_ACCESS_KEY_ID"] : []),
    ...(aws.secretAccessKey === null ? ["AWS_SECRET_ACCESS_KEY"] : []),
  ];
  if (lacks.length === 0) return { is: "yes", by: "keys" };
  return lacks.length === 2 && elsewhere !== null ? elsewhere : { is: "no", lacks };
}

function regionFact({ endpoint, region }: BucketAddress, elsewhere: Unseen | null): BucketStore["region"] {
  return endpoint === null && region === null ? (elsewhere ?? { is: "no" }) : { is: "yes", region };
}

type Tried = Pick<BucketStore, "answers" | "conditions" | "redirects" | "policies"> & {
  readonly seen: PublishedState;
};

async function tryBucket({ workspace, state, complain }: StoreLook): Promise<Tried> {
  const store = await workspace.store();
  const seen = await publishedState(workspace.store, state);
  if (seen.kind === "unseen") {
    const why = unseen("it does not answer");
    const answers = { is: "no", complaint: seen.why, code: seen.code ?? "unreachable" } as const;
    return { answers, conditions: why, redirects: why, policies: why, seen };
  }
  const answers = { is: "yes", place: store.place } as const;
  const able = await orComplaint(() => store.capabilities({ again: true }), complain);
  const { url } = workspace.packagesYaml.repository;
  if ("complaint" in able) {
    const why = unseen(`it could not be tried: ${able.complaint}`);
    return { answers, conditions: why, redirects: why, policies: { is: "no" }, seen };
  }
  const conditions = conditionsFact(able.value);
  return { answers, conditions, ...(await tryReaders(store, url, complain)), seen };
}

async function tryReaders(
  store: Store,
  url: string | null,
  complain: Complain,
): Promise<Pick<Tried, "redirects" | "policies">> {
  if (url === null) {
    const why = unseen("repository.url is not set");
    return { redirects: why, policies: why };
  }
  const probed = await orComplaint(() => probeRedirects(store, url), complain);
  if ("complaint" in probed) return { redirects: unseen(probed.complaint), policies: { is: "no" } };
  const { value } = probed;
  if (value.kind === "unseen") return { redirects: unseen(value.reason), policies: unseen(value.reason) };
  return { redirects: { is: value.kind === "followed" ? "yes" : "no" }, policies: YES };
}

function conditionsFact({ conditionalCreate, compareAndSwap }: Capabilities): BucketStore["conditions"] {
  const lacks = [
    ...(conditionalCreate ? [] : ["create only what is absent"]),
    ...(compareAndSwap ? [] : ["replace only what is unchanged"]),
  ];
  return lacks.length === 0 ? YES : { is: "no", lacks };
}

type OrComplaint<T> = { readonly value: T } | { readonly complaint: string };

async function orComplaint<T>(ask: () => Promise<T>, complain: Complain): Promise<OrComplaint<T>> {
  try {
    return { value: await ask() };
  } catch (error) {
    if (error instanceof StoreError) return { complaint: complain(error) };
    throw error;
  }
}
