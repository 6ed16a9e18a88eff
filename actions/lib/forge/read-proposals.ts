import type { Forge } from "./connect.ts";
import { markerOf } from "./marker.ts";
import { BRANCH_PREFIX, branchOf, type Proposal } from "./proposal.ts";

/** Every open pull request on a branch of ours, of this repository and not of a fork; one request per hundred. */
export async function readOpenProposals(forge: Forge): Promise<readonly Proposal[]> {
  const listed = await forge.paginate(forge.rest.pulls.list, { ...forge.at, state: "open", per_page: 100 });
  return listed.flatMap((pull) => toProposal(forge, pull));
}

/** By entry: the upstream commit that its open pull request proposes. */
export function proposedCommits(open: readonly Proposal[]): ReadonlyMap<string, string> {
  return new Map(
    open.flatMap(({ entry, marker }) => (marker === null ? [] : [[entry, marker.commit] as const])),
  );
}

/** The hundred newest closed pull requests of an entry, newest first. */
export async function readPastProposals(forge: Forge, entry: string): Promise<readonly Proposal[]> {
  const head = `${forge.at.owner}:${branchOf(entry)}`;
  const wanted = { ...forge.at, state: "closed", head, per_page: 100 } as const;
  const { data } = await forge.rest.pulls.list(wanted);
  return data.flatMap((pull) => toProposal(forge, pull));
}

/** Commits of all branches that have the prefix of ours, by entry: some outlive their pull request. */
export async function readBranches(forge: Forge): Promise<ReadonlyMap<string, string>> {
  const wanted = { ...forge.at, ref: `heads/${BRANCH_PREFIX}`, per_page: 100 };
  const refs = await forge.paginate(forge.rest.git.listMatchingRefs, wanted);
  return new Map(
    refs.map(({ ref, object }) => [ref.slice(`refs/heads/${BRANCH_PREFIX}`.length), object.sha]),
  );
}

/**
 * Whether a pull request conflicts with the branch it is for. GitHub finds out only when asked; where it still does
 * not know after a few seconds, the next run will.
 */
export async function conflicts(forge: Forge, number: number): Promise<boolean> {
  for (const seconds of [0, 1, 2, 4]) {
    await forge.clock.sleep(seconds * 1000);
    const { data } = await forge.rest.pulls.get({ ...forge.at, pull_number: number });
    if (data.mergeable !== null) return !data.mergeable;
  }
  return false;
}

type Listed = Awaited<ReturnType<Forge["rest"]["pulls"]["list"]>>["data"][number];

function toProposal(forge: Forge, pull: Listed): readonly Proposal[] {
  const { number, html_url, head, title, labels } = pull;
  const isOurs = head.ref.startsWith(BRANCH_PREFIX) && head.repo?.full_name === forge.repository;
  if (!isOurs) return [];
  const body = pull.body ?? "";
  return [
    {
      number,
      url: html_url,
      entry: head.ref.slice(BRANCH_PREFIX.length),
      state: stateOf(pull, body),
      head: head.sha,
      title,
      body,
      labels: labels.map(({ name }) => name),
      marker: markerOf(body),
    },
  ];
}

function stateOf({ state, merged_at }: Listed, body: string): Proposal["state"] {
  if (state === "open") return "open";
  if (merged_at !== null) return "merged";
  return markerOf(body)?.withdrawn === true ? "withdrawn" : "rejected";
}
