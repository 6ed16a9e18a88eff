import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import type { Decision } from "./deciding/decide.ts";
import { withKeyring, withoutKeyring } from "./keyring/keyring.ts";
import { commit } from "./placing/commit.ts";
import type { Publication, Tip } from "./publication.ts";
import { publishInTurn } from "./publish-in-turn.ts";
import { PublishingError } from "./publishing-error.ts";
import type { Signing } from "./signing.ts";
import { readForPublishing } from "./state/consistency.ts";
import type { Published } from "./state/published.ts";

/** What a change of the repository by hand is made with: a rollback, a release. */
export type ChangeRequest = {
  readonly store: Store;
  readonly repositoryName: string;
  /** Reads packages.yaml where its branch stands; asked again after every lost try. */
  readTip(): Promise<Tip>;
  readonly run: Manifest["run"];
  readonly signing: Signing;
  readonly now: Date;
};

export type Change = {
  readonly request: ChangeRequest;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
  /** What to publish in place of what is published, the keyring package left out; asked again after every lost try. */
  decide(manifest: Manifest, tip: Tip): Promise<Decision>;
};

/**
 * Publishes a decision that needs no results, by the same protocol as `publish`. Throws a PublishingError where
 * nothing is published, and what `decide` throws.
 */
export async function publishDecision(change: Change): Promise<Publication> {
  const { request, workspace } = change;
  const { store, repositoryName, signing } = request;
  const published = await readForPublishing(store, repositoryName, signing);
  const attempt = (current: Published | null) => attemptOn(current, change);
  return await publishInTurn({ ...request, folder: workspace, published, attempt });
}

async function attemptOn(
  published: Published | null,
  { request, workspace, decide }: Change,
): Promise<Omit<Publication, "switched"> | "lost"> {
  const { store, repositoryName } = request;
  if (published === null) throw new PublishingError("not-kept", `${store.place}: nothing was published yet`);
  const tip = await request.readTip();
  const { manifest } = published;
  const alone = await decide(withoutKeyring(manifest, repositoryName), tip);
  const decision = await withKeyring(alone, { ...request, manifest, workspace });
  return await publishOne({ request, workspace, published, decision, tip });
}

type Attempt = {
  readonly request: ChangeRequest;
  readonly workspace: string;
  readonly published: Published;
  readonly decision: Decision;
  readonly tip: Tip;
};

async function publishOne(one: Attempt): Promise<Omit<Publication, "switched"> | "lost"> {
  const { request, workspace, published, decision, tip } = one;
  const { verdicts, removed, notes } = decision;
  const { state, manifest } = published;
  if (isDeepStrictEqual(decision.entries, manifest.entries)) {
    return { outcome: "unchanged", state, manifest, verdicts, removed, notes };
  }
  const time = request.now.toISOString();
  const commitRequest = { ...request, published, decision, commit: tip.commit, time, workspace };
  const committed = await commit(request.store, commitRequest);
  if (committed === "lost") return "lost";
  return { outcome: "committed", ...committed, verdicts, removed, notes: [...notes, ...committed.notes] };
}
