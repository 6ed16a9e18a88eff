import { isDeepStrictEqual } from "node:util";
import type { DistributionNames } from "../distribution/index.ts";
import type { BuildPlan, Manifest } from "../documents/index.ts";
import { together } from "../in-parallel/index.ts";
import type { Signer } from "../signing/index.ts";
import type { Store } from "../store/index.ts";
import { type Decision, decide } from "./deciding/decide.ts";
import { readCandidates } from "./deciding/read-candidates.ts";
import { withKeyring, withoutKeyring } from "./keyring/keyring.ts";
import { withSigner } from "./objects/signatures.ts";
import { commit } from "./placing/commit.ts";
import type { Candidate, CollectedResult, Publication, RebuildAsked, Tip } from "./publication.ts";
import { publishInTurn } from "./publish-in-turn.ts";
import { PublishingError } from "./publishing-error.ts";
import type { Signing } from "./signing.ts";
import { readForPublishing } from "./state/consistency.ts";
import type { Published } from "./state/published.ts";
import { publishingWorkspace } from "./workspace.ts";

/** How often the tip is read again when it is older than what was published. */
const TIP_READS = 3;

export type PublishRequest = {
  readonly store: Store;
  readonly repositoryName: string;
  /** Reads packages.yaml where its branch stands; asked again after every lost try. */
  readTip(): Promise<Tip>;
  readonly results: readonly CollectedResult[];
  readonly distribution: DistributionNames;
  /** The generation that the results were planned on; null: nothing was seen. */
  readonly plannedOn: BuildPlan["base"];
  readonly rebuildAsked: RebuildAsked;
  /** Confirmed number of names to remove, where more than half would go; null: none. */
  readonly remove: number | null;
  readonly run: Manifest["run"];
  readonly signing: Signing;
  readonly now: Date;
};

/**
 * Publishes what may be published of the results, records the failures, removes names that packages.yaml no longer
 * lists, and makes the well-known names agree with the state, which it does even when there is nothing to publish.
 *
 * @throws PublishingError, StoreError: clients see what they saw before, and the next publication goes on from there
 */
export async function publish(request: PublishRequest): Promise<Publication> {
  const { store, repositoryName, signing } = request;
  await using workspace = await publishingWorkspace();
  const { folder } = workspace;
  const [published, candidates, tip] = await together(
    readForPublishing(store, repositoryName, signing),
    readCandidates(request.results),
    request.readTip(),
  );
  if (request.results.length > 0) requirePlannedOnPublished(request, published);
  // The first try is on what was read beside the state, every other one reads again.
  const tips = [tip];
  const readTip = async () => tips.pop() ?? (await request.readTip());
  const attempt = (current: Published | null) =>
    attemptOn(current, { request: { ...request, readTip }, candidates, workspace: folder });
  return await publishInTurn({ store, repositoryName, signing, folder, published, attempt });
}

type Attempt = {
  readonly request: PublishRequest;
  readonly candidates: readonly Candidate[];
  readonly workspace: string;
};

async function attemptOn(
  published: Published | null,
  attempt: Attempt,
): Promise<Omit<Publication, "switched"> | "lost"> {
  const { request, workspace } = attempt;
  const { tip, notes } = await readCurrentTip(request, published);
  const decision = await decideOn(published?.manifest ?? null, tip, attempt);
  const { verdicts, removed } = decision;
  if (published !== null && changesNothing(published, decision, request.signing.key)) {
    return { outcome: "unchanged", ...published, verdicts, removed, notes };
  }
  const committed = await commit(request.store, {
    ...request,
    published,
    decision,
    commit: tip.commit,
    time: request.now.toISOString(),
    workspace,
  });
  if (committed === "lost") return "lost";
  const { state, manifest } = committed;
  const allNotes = [...notes, ...decision.notes, ...committed.notes];
  return { outcome: "committed", state, manifest, verdicts, removed, notes: allNotes };
}

async function decideOn(
  manifest: Manifest | null,
  tip: Tip,
  { request, candidates, workspace }: Attempt,
): Promise<Decision> {
  const decision = decide({
    ...request,
    manifest: manifest && withoutKeyring(manifest, request.repositoryName),
    packagesYaml: tip.packagesYaml,
    candidates,
    time: request.now.toISOString(),
    run: request.run?.url ?? null,
  });
  return await withKeyring(decision, { ...request, manifest, workspace });
}

/** Plan must have seen what it compared with: without that, everything would seem to be missing. */
export function requirePlannedOnPublished(
  { plannedOn, store, run }: Pick<PublishRequest, "plannedOn" | "store" | "run">,
  published: Published | null,
): void {
  if (plannedOn !== null || published === null) return;
  // An earlier attempt of this run made the first publication, after its plan.
  if (run !== null && published.manifest.run?.id === run.id) return;
  throw new PublishingError(
    "planned-blind",
    `${store.place} publishes generation ${published.state.generation}, but what is built was planned as if nothing ` +
      "was published: check repository.url, through which plan reads, and plan again",
  );
}

/** A tip that does not hold the published commit is an old one, or its history was rewritten: it is read again. */
async function readCurrentTip(
  { readTip }: PublishRequest,
  published: Published | null,
): Promise<{ readonly tip: Tip; readonly notes: readonly string[] }> {
  const commit = published?.manifest.commit ?? null;
  for (let reads = 1; ; reads++) {
    const tip = await readTip();
    if (commit === null || tip.commit === null || (await tip.descendsFrom(commit))) return { tip, notes: [] };
    if (reads === TIP_READS) {
      const note = `packages.yaml at ${tip.commit} does not come after ${commit}, which was published last`;
      return { tip, notes: [note] };
    }
  }
}

/** A key that signs now and did not then is a change of everything it signs. */
function changesNothing(
  { manifest, state }: Published,
  { entries, highest }: Decision,
  key: Signer | null,
): boolean {
  return (
    state.signedBy?.subkey === key?.fingerprint &&
    isDeepStrictEqual(highest, manifest.highest) &&
    isDeepStrictEqual(withSigner(entries, key), manifest.entries)
  );
}
