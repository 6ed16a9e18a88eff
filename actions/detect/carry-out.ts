import {
  branchOf,
  type ChangedEntry,
  closePullRequest,
  commentOnce,
  createCommit,
  createLabels,
  deleteBranch,
  dismissApprovals,
  ForgeError,
  type Label,
  moveBranch,
  type OpenProposal,
  openPullRequest,
  PROPOSAL_LABELS,
  type Proposal,
  type ProposalAction,
  placeBranch,
  rewritePullRequest,
  setLabels,
  withMarker,
  withoutMarker,
} from "../lib/forge/index.ts";
import { keptSince, type Since } from "../lib/pull-request/index.ts";
import { proposedText } from "./manifest-at.ts";
import type { Means } from "./means.ts";
import { isOutOfDate, stampOf, writtenText } from "./proposal-text.ts";
import { ensureTrial } from "./start-trial.ts";

/** What was done about one entry. */
export type Done = {
  readonly entry: string;
  readonly outcome:
    | "opened"
    | "refreshed"
    | "rebased"
    | "kept"
    | "closed"
    | "left-alone"
    | "rejected"
    | "postponed"
    | "failed";
  /** Of its pull request; null: none. */
  readonly url: string | null;
  readonly reason: string;
};

/** Does what was decided about one entry. Throws a ForgeError, or an EditError where packages.yaml gives no room. */
export async function carryOut(action: ProposalAction, means: Means): Promise<Done> {
  switch (action.kind) {
    case "open":
      return await open(action.detected, means);
    case "refresh":
      return await refresh(action, means);
    case "rebase":
      return await rebase(action, means);
    case "keep":
      return await keep(action, means);
    case "close":
      return await close(action, means);
    case "leave":
      return await leave(action, means);
    case "reject": {
      const reason = `a person closed the pull request of ${action.commit} without merging it`;
      return { entry: action.entry, outcome: "rejected", url: null, reason };
    }
    case "skip":
      return { entry: action.entry, outcome: "postponed", url: null, reason: action.reason };
  }
}

export function entryOf(action: ProposalAction): string {
  if ("entry" in action) return action.entry;
  return "proposal" in action ? action.proposal.entry : action.detected.entry;
}

type OnProposal = { readonly detected: ChangedEntry; readonly proposal: OpenProposal };

async function open(detected: ChangedEntry, means: Means): Promise<Done> {
  const { forge, manifest } = means;
  const { entry } = detected;
  const head = await commitFor(detected, means);
  await placeBranch(forge, branchOf(entry), head);
  const content = writtenText(detected, means, { head, before: null, number: null, since: null });
  const { number, url } = await openPullRequest(forge, entry, { ...content, base: manifest.base.branch });
  await label({ number, labels: [] }, detected, means);
  await ensureTrial({ detected, number, head }, means);
  return { entry, outcome: "opened", url, reason: content.title };
}

/** Text before branch: a person must never see the old review above the new commit. */
async function refresh({ detected, proposal }: OnProposal, means: Means): Promise<Done> {
  const { forge } = means;
  const { number, url, entry } = proposal;
  const isSame = proposal.marker?.commit === detected.review.to;
  if (!isSame) {
    const message = `Upstream moved on to ${detected.review.to}: this approval was for another commit.`;
    await dismissApprovals(forge, number, message).catch(notDismissed(proposal, means));
  }
  const since = isSame || detected.since === null ? keptSince(proposal.body) : { review: detected.since };
  const title = await replace({ detected, proposal }, since, means);
  await label(proposal, detected, means);
  return { entry, outcome: "refreshed", url, reason: title };
}

/** A branch rule may keep the dismissal of reviews to people. */
function notDismissed({ number }: Proposal, { note }: Means): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof ForgeError) || !["no-permission", "refused"].includes(error.code)) throw error;
    note(`approvals of #${number} are for an older commit and could not be dismissed: ${error.message}`);
  };
}

async function rebase({ detected, proposal }: OnProposal, means: Means): Promise<Done> {
  await replace({ detected, proposal }, keptSince(proposal.body), means);
  const reason = "it conflicted with what was merged meanwhile";
  return { entry: proposal.entry, outcome: "rebased", url: proposal.url, reason };
}

async function replace(
  { detected, proposal }: OnProposal,
  since: Since | null,
  means: Means,
): Promise<string> {
  const { number } = proposal;
  const head = await commitFor(detected, means);
  const content = writtenText(detected, means, { head, before: proposal.head, number, since });
  await rewritePullRequest(means.forge, number, content);
  await moveBranch(means.forge, branchOf(proposal.entry), head);
  await ensureTrial({ detected, number, head }, means);
  return content.title;
}

async function keep({ detected, proposal }: OnProposal, means: Means): Promise<Done> {
  const { number, url, head, entry, marker } = proposal;
  const page = means.page(entry);
  const isReopened = marker?.withdrawn === true;
  if (isReopened || isOutOfDate(marker?.stamp ?? "", stampOf(detected, page), means.forge.clock.now())) {
    const before = marker?.before ?? null;
    const text = { head, before, number, since: keptSince(proposal.body) };
    await rewritePullRequest(means.forge, number, writtenText(detected, means, text));
  }
  if (!proposal.labels.includes("autorepo")) await label(proposal, detected, means);
  await ensureTrial({ detected, number, head }, means);
  return { entry, outcome: "kept", url, reason: proposal.title };
}

async function close(
  { proposal, reason }: { readonly proposal: OpenProposal; readonly reason: string },
  { forge }: Means,
): Promise<Done> {
  const { number, url, entry, head } = proposal;
  const said = `> [!NOTE]\n> Closed by autorepo: ${reason}.\n\n${withoutMarker(proposal.body)}`;
  const marker = proposal.marker ?? { commit: head, head, before: null, stamp: "" };
  await closePullRequest(forge, number, withMarker(said, { ...marker, withdrawn: true }));
  await deleteBranch(forge, branchOf(entry));
  return { entry, outcome: "closed", url, reason };
}

async function leave(
  { proposal, reason }: { readonly proposal: OpenProposal; readonly reason: string },
  { forge }: Means,
): Promise<Done> {
  const { number, url, entry } = proposal;
  await commentOnce(forge, number, LEFT_ALONE);
  return { entry, outcome: "left-alone", url, reason };
}

const LEFT_ALONE =
  "This branch has a commit of a person: autorepo leaves it alone from here on.\n\n" +
  "It moves the pin no further and closes nothing. Close this pull request and delete its branch to have new ones again.";

async function commitFor(detected: ChangedEntry, { forge, manifest }: Means): Promise<string> {
  const { entry, review, publishes } = detected;
  const content = proposedText(manifest.text, { entry, commit: review.to, publishes });
  if (manifest.read(content) === null) {
    const names = JSON.stringify(publishes);
    throw new Error(
      `packages.yaml would not be valid with the names ${names} that upstream gives its packages`,
    );
  }
  const message = `${entry}: move to upstream's ${review.to}`;
  return await createCommit(forge, {
    files: { [manifest.path]: content },
    parent: manifest.base.commit,
    message,
  });
}

async function label(
  proposal: Pick<Proposal, "number" | "labels">,
  { review }: ChangedEntry,
  { forge }: Means,
): Promise<void> {
  const worst = review.findings.some(({ severity }) => severity === "alarm")
    ? "alarm"
    : review.findings.some(({ severity }) => severity === "warning")
      ? "warning"
      : null;
  const kind: readonly Label[] = worst === null ? (review.routine ? ["routine"] : []) : [worst];
  await createLabels(forge, PROPOSAL_LABELS);
  await setLabels(forge, proposal, ["autorepo", ...kind]);
}
