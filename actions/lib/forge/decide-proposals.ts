import type { Detected } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/index.ts";
import type { Proposal } from "./proposal.ts";

/** What the repository on GitHub is like, as far as it matters to one entry. */
export type EntryFacts = {
  /** In packages.yaml at the tip of the default branch; null: it is no longer listed. */
  readonly entry: Entry | null;
  /** null: the detection did not look at it. */
  readonly detected: Detected | null;
  readonly open: OpenProposal | null;
  /** Closed ones, newest first. */
  readonly past: readonly Proposal[];
  /** Commits that memory says a person rejected. */
  readonly rejected: readonly string[];
  /** A branch of ours without a pull request has something on it that is not ours. */
  readonly strayWork: boolean;
};

export type OpenProposal = Proposal & {
  /** Its branch holds something that is not ours. */
  readonly personsWork: boolean;
  readonly conflicts: boolean;
};

/** What is to be done about one entry. */
export type ProposalAction =
  | { readonly kind: "open"; readonly detected: ChangedEntry }
  | { readonly kind: "refresh"; readonly detected: ChangedEntry; readonly proposal: OpenProposal }
  /** The same commit on top of the default branch as it is now. */
  | { readonly kind: "rebase"; readonly detected: ChangedEntry; readonly proposal: OpenProposal }
  /** Stays; only its text may be out of date. */
  | { readonly kind: "keep"; readonly detected: ChangedEntry; readonly proposal: OpenProposal }
  | { readonly kind: "close"; readonly proposal: OpenProposal; readonly reason: string }
  /** A person works on the branch. */
  | { readonly kind: "leave"; readonly proposal: OpenProposal; readonly reason: string }
  | { readonly kind: "reject"; readonly entry: string; readonly commit: string }
  | { readonly kind: "skip"; readonly entry: string; readonly reason: string };

/** There is something to propose. */
export type ChangedEntry = Detected & { readonly review: NonNullable<Detected["review"]> };

/** Decides about every entry; null where there is nothing to do. `facts` are in the order of packages.yaml. */
export function decideProposals(
  facts: readonly EntryFacts[],
  { mostOpened }: { readonly mostOpened: number },
): readonly ProposalAction[] {
  let opened = 0;
  return facts.flatMap((each): readonly ProposalAction[] => {
    const action = decideEntry(each);
    if (action === null) return [];
    if (action.kind !== "open" || ++opened <= mostOpened) return [action];
    const reason = `${mostOpened} pull requests were opened by this run, and no run opens more: the next one goes on`;
    return [{ kind: "skip", entry: action.detected.entry, reason }];
  });
}

function decideEntry(facts: EntryFacts): ProposalAction | null {
  const { detected, entry, open } = facts;
  const obsolete = open === null ? null : whyObsolete(facts, open);
  if (open !== null && obsolete !== null) {
    return open.personsWork
      ? { kind: "leave", proposal: open, reason: obsolete }
      : { kind: "close", proposal: open, reason: obsolete };
  }
  if (detected === null || !isChanged(detected) || entry === null) return null;
  const pin = pinOf(entry);
  if (detected.review.from !== pin) {
    const reason = "its pin moved after the review was made: the next run reviews it again";
    return { kind: "skip", entry: detected.entry, reason };
  }
  return open === null ? decideNew(facts, detected) : decideOpen(facts, { detected, open });
}

/** Why an open pull request has nothing left to propose. */
function whyObsolete({ entry, detected }: EntryFacts, open: OpenProposal): string | null {
  if (entry === null) return `packages.yaml no longer lists ${open.entry}`;
  if ("local" in entry.source) return `${open.entry} is a folder of this repository now`;
  if (entry.ref !== null && entry.ref.kind !== "commit")
    return `${open.entry} follows a ${entry.ref.kind} now`;
  if (open.marker !== null && pinOf(entry) === open.marker.commit) {
    return "packages.yaml names this commit already";
  }
  if (detected?.outcome === "unchanged") return `there is nothing to propose any more: ${detected.reason}`;
  return null;
}

function decideNew(facts: EntryFacts, detected: ChangedEntry): ProposalAction {
  const { entry, review } = detected;
  if (isRejected(facts, review.to)) return { kind: "reject", entry, commit: review.to };
  if (!facts.strayWork) return { kind: "open", detected };
  const reason =
    `the branch autorepo/update/${entry} has no pull request and holds commits of a person: ` +
    "delete it, or open a pull request from it";
  return { kind: "skip", entry, reason };
}

function decideOpen(
  facts: EntryFacts,
  { detected, open }: { readonly detected: ChangedEntry; readonly open: OpenProposal },
): ProposalAction {
  const { to } = detected.review;
  const isSame = open.marker?.commit === to;
  if (open.personsWork) {
    const reason = isSame
      ? "a person works on its branch"
      : `a person works on its branch, and ${to} is newer`;
    return { kind: "leave", proposal: open, reason };
  }
  if (!isSame && isRejected(facts, to)) return { kind: "reject", entry: detected.entry, commit: to };
  // A run that was cut off wrote the text but did not move the branch.
  const isUnfinished = open.marker !== null && open.head === open.marker.before;
  if (!isSame || isUnfinished) return { kind: "refresh", detected, proposal: open };
  return { kind: open.conflicts ? "rebase" : "keep", detected, proposal: open };
}

function isRejected({ past, rejected }: EntryFacts, commit: string): boolean {
  return (
    rejected.includes(commit) ||
    past.some(({ state, marker }) => state === "rejected" && marker?.commit === commit)
  );
}

function isChanged(detected: Detected): detected is ChangedEntry {
  return detected.outcome === "changed" && detected.review !== null;
}

function pinOf({ ref }: Entry): string | null {
  return ref?.kind === "commit" ? ref.sha : null;
}
