import type { Forge } from "./connect.ts";
import { createOnce } from "./create-once.ts";
import { isRefusal } from "./forge-error.ts";
import { branchOf, type Proposal } from "./proposal.ts";
import { readOpenProposals } from "./read-proposals.ts";

export type Content = { readonly title: string; readonly body: string };

/** Opens the pull request of an entry, or finds the one that another run opened meanwhile. */
export async function openPullRequest(
  forge: Forge,
  entry: string,
  { title, body, base }: Content & { readonly base: string },
): Promise<{ readonly number: number; readonly url: string }> {
  try {
    const { data } = await forge.rest.pulls.create({ ...forge.at, title, body, head: branchOf(entry), base });
    return { number: data.number, url: data.html_url };
  } catch (error) {
    if (!isRefusal(error, /already exists/i)) throw error;
    const other = (await readOpenProposals(forge)).find((proposal) => proposal.entry === entry);
    if (other === undefined) throw error;
    return { number: other.number, url: other.url };
  }
}

export async function rewritePullRequest(forge: Forge, number: number, content: Content): Promise<void> {
  await forge.rest.pulls.update({ ...forge.at, pull_number: number, ...content });
}

/** Closes it and says in the same request, by its body, that no person did. */
export async function closePullRequest(forge: Forge, number: number, body: string): Promise<void> {
  await forge.rest.pulls.update({ ...forge.at, pull_number: number, state: "closed", body });
}

/** Approvals are for what was there when they were given. */
export async function dismissApprovals(forge: Forge, number: number, message: string): Promise<void> {
  const wanted = { ...forge.at, pull_number: number, per_page: 100 };
  const reviews = await forge.paginate(forge.rest.pulls.listReviews, wanted);
  for (const { id, state } of reviews) {
    if (state !== "APPROVED") continue;
    await forge.rest.pulls.dismissReview({ ...forge.at, pull_number: number, review_id: id, message });
  }
}

/** Writes a comment unless one that begins with the same line is there. */
export async function commentOnce(forge: Forge, number: number, text: string): Promise<void> {
  const wanted = { ...forge.at, issue_number: number, per_page: 100 };
  const [first = ""] = text.split("\n");
  const isThere = async () => {
    const comments = await forge.paginate(forge.rest.issues.listComments, wanted);
    return comments.some(({ body }) => body?.startsWith(first)) || null;
  };
  if (await isThere()) return;
  const request = { once: true };
  const create = async () =>
    await forge.rest.issues.createComment({ ...forge.at, issue_number: number, body: text, request });
  await createOnce<unknown>(forge.clock, { find: isThere, create });
}

/** Sets the labels that are ours and leaves those of people. */
export async function setLabels(
  forge: Forge,
  { number, labels }: Pick<Proposal, "number" | "labels">,
  ours: readonly Label[],
): Promise<void> {
  const wanted = [...labels.filter((label) => !isOurs(label)), ...ours];
  if (wanted.length === labels.length && wanted.every((label) => labels.includes(label))) return;
  await forge.rest.issues.setLabels({ ...forge.at, issue_number: number, labels: wanted });
}

/** Makes those labels that the repository lacks; a person's colour of one stays. */
export async function createLabels(forge: Forge, wanted: readonly Label[]): Promise<void> {
  const there = await forge.paginate(forge.rest.issues.listLabelsForRepo, { ...forge.at, per_page: 100 });
  const names = new Set(there.map(({ name }) => name.toLowerCase()));
  for (const name of wanted) {
    if (names.has(name)) continue;
    const { color, description } = LABELS[name];
    try {
      await forge.rest.issues.createLabel({ ...forge.at, name, color, description });
    } catch (error) {
      if (!isRefusal(error, /already.exists|validation failed/i)) throw error;
    }
  }
}

export const LABELS = {
  autorepo: { color: "1d76db", description: "An update of a package, proposed by autorepo" },
  alarm: {
    color: "b60205",
    description: "The review found what attacks look like: read before anything else",
  },
  warning: { color: "fbca04", description: "The review found something a person should judge" },
  failing: { color: "d93f0b", description: "A package that does not build: the issue closes itself" },
  routine: { color: "0e8a16", description: "Only version, release and matching checksums moved" },
} as const;

export type Label = keyof typeof LABELS;

/** Of pull requests. */
export const PROPOSAL_LABELS: readonly Label[] = ["autorepo", "alarm", "warning", "routine"];

function isOurs(label: string): label is Label {
  return Object.hasOwn(LABELS, label);
}
