import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Forge } from "../forge/index.ts";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import type { Verifier } from "../signing/index.ts";
import type { Environment, Surroundings, Workspace } from "../workspace/index.ts";
import { type Complain, complainWithout } from "./complaint.ts";
import {
  type GitHubFacts,
  type PublicationFacts,
  type SetUpFacts,
  type StoreFacts,
  type Unseen,
  unseen,
  type Viewpoint,
} from "./facts.ts";
import { describeRepository, findRepository } from "./find-repository.ts";
import { lookAtFolder, lookIntoFolder } from "./look-at-folder.ts";
import { repositoryFacts, type Shown } from "./look-at-git-hub.ts";
import { lookAtMail } from "./look-at-mail.ts";
import { lookAtManifest } from "./look-at-manifest.ts";
import { lookAtPublication } from "./look-at-publication.ts";
import { lookAtSigning } from "./look-at-signing.ts";
import { lookAtBucket } from "./look-at-store.ts";
import { PUBLISH_ENVIRONMENT } from "./oidc-subject.ts";
import { probeMachine } from "./probe-machine.ts";
import type { PublishedState } from "./published-state.ts";

export type SetUpQuestion = {
  /** packages.yaml, relative to the current folder. */
  readonly file: string;
  readonly viewpoint: Viewpoint;
  /** The repository on GitHub, as somebody's token shows it; null: there is no token. */
  readonly forge: Forge | null;
};

/** Looks everywhere once. Nothing is built, pulled or published; a bucket is tried with small objects that go away again. */
export async function gatherFacts(surroundings: Surroundings, question: SetUpQuestion): Promise<SetUpFacts> {
  const { environment } = surroundings;
  const { file, viewpoint } = question;
  const beside = dirname(resolve(file));
  const folder = existsSync(beside) ? beside : ".";
  const complain = complainWithout(environment);
  const { manifest, workspace, written } = await lookAtManifest(surroundings, { file, complain });
  const image = workspace?.packagesYaml.repository.image ?? null;
  const [name, machine] = await Promise.all([
    question.forge?.repository ?? findRepository(environment, folder),
    probeMachine({ folder, engine: environment.engine, image }),
  ]);
  const elsewhere = secretsElsewhere(viewpoint, name);
  const place = { viewpoint, hosted: environment.hostedRunner };
  const { signing, key } = await lookAtSigning(surroundings, elsewhere);
  const [stored, shown] = await Promise.all([
    lookAtStore(workspace, { surroundings, complain, elsewhere, name, key }),
    showSettings(question.forge, complain),
  ]);
  const gitHub = name === null ? NO_REPOSITORY : gitHubFacts(name, { environment, shown, written });
  const publication = { ...stored.publication, detected: detectedFact(shown, surroundings.now) };
  const store = knownToUseKeys(gitHub) ? withoutRole(stored.store) : stored.store;
  return { place, manifest, machine, store, signing, gitHub, publication };
}

function knownToUseKeys(gitHub: GitHubFacts): boolean {
  return (
    gitHub.kind === "repository" && gitHub.storeSecrets.is === "yes" && gitHub.storeSecrets.by === "keys"
  );
}

function withoutRole(store: StoreFacts): StoreFacts {
  return store.kind === "bucket" ? { ...store, trust: null } : store;
}

const NO_REPOSITORY: GitHubFacts = { kind: "none", repository: { is: "no" } };

/** Who has the secrets if this environment has not; null: nobody has, and that is what there is to say. */
function secretsElsewhere(viewpoint: Viewpoint, repository: string | null): Unseen | null {
  if (viewpoint === "job") return unseen("this job is given no secrets; the one that publishes is");
  if (viewpoint === "publish-job" || repository === null) return null;
  return unseen("not set in this shell; workflows are given it by the environment publish");
}

type StoreQuestion = {
  readonly surroundings: Surroundings;
  readonly complain: Complain;
  readonly elsewhere: Unseen | null;
  /** Of the repository on GitHub. */
  readonly name: string | null;
  /** What would sign the next state; null: no key is at hand. */
  readonly key: Verifier | null;
};

type Stored = { readonly store: StoreFacts; readonly publication: Omit<PublicationFacts, "detected"> };

async function lookAtStore(workspace: Workspace | null, question: StoreQuestion): Promise<Stored> {
  if (workspace === null) {
    const why = unseen("packages.yaml, which names it, cannot be used");
    return {
      store: { kind: "unknown", address: why },
      publication: { url: why, serves: why, published: why },
    };
  }
  const { surroundings, complain, key } = question;
  const { name: repositoryName, store: address } = workspace.packagesYaml.repository;
  const trust = key && { key, mayBeUnsigned: address.kind === "directory" };
  const state = { repositoryName, trust, complain };
  const look = { ...question, workspace, state };
  const publication = async (own: PublishedState) =>
    await lookAtPublication({ workspace, state, own, now: surroundings.now });
  if (address.kind === "s3") {
    const { store, seen } = await lookAtBucket(look, address);
    return { store, publication: await publication(seen) };
  }
  const { path } = address;
  const suffices = { is: question.name === null ? "yes" : "no" } as const;
  return {
    store: { kind: "folder", path, suffices, open: await lookAtFolder(workspace, surroundings) },
    publication: await publication(await lookIntoFolder(look, path)),
  };
}

async function showSettings(forge: Forge | null, complain: Complain): Promise<Shown> {
  if (forge === null) return { kind: "not-asked", why: "GitHub was not asked, for want of a token" };
  const { ForgeError, readRepositorySettings } = await import("../forge/index.ts");
  try {
    const question = { environment: PUBLISH_ENVIRONMENT, workflow: "updates.yml" };
    return { kind: "shown", settings: await readRepositorySettings(forge, question) };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return { kind: "refused", complaint: REFUSED[error.code] ?? complain(error) };
  }
}

/** The error's own advice is for a workflow's token. */
const REFUSED: Readonly<Record<string, string>> = {
  "no-permission": "GitHub does not take the token in GITHUB_TOKEN, or lets it see nothing here",
  "not-found": "there is no such repository, or the token in GITHUB_TOKEN may not see it",
};

type Asked = {
  readonly environment: Environment;
  readonly shown: Shown;
  readonly written: BucketAddress | null;
};

function gitHubFacts(name: string, { environment, shown, written }: Asked): GitHubFacts {
  const settings = shown.kind === "shown" ? shown.settings : null;
  const repository = describeRepository(name, { serverUrl: environment.githubServerUrl, settings });
  const facts = repositoryFacts(shown, written);
  return { kind: "repository", repository, ...facts, mail: lookAtMail(environment.smtpUrl, facts.mail) };
}

/** The schedule is daily; GitHub drops some runs when it is busy. */
const LONGEST_SILENCE_SECONDS = 3 * 24 * 60 * 60;

function detectedFact(shown: Shown, now: Date): PublicationFacts["detected"] {
  if (shown.kind !== "shown") return unseen("only GitHub can tell");
  const { lastSuccess } = shown.settings;
  if (lastSuccess.kind === "hidden") return unseen(lastSuccess.why);
  if (lastSuccess.kind === "absent" || lastSuccess.value === null) return { is: "no", ageSeconds: null };
  const ageSeconds = Math.max(0, (now.getTime() - lastSuccess.value.getTime()) / 1000);
  return { is: ageSeconds > LONGEST_SILENCE_SECONDS ? "no" : "yes", ageSeconds };
}
