import type { Forge } from "./connect.ts";

/** The required check of a pull request: that what it proposes builds and installs. */
export const TRIAL_STATUS = "autorepo/trial";
export const TRIAL_WORKFLOW = "check.yml";

/** How a trial stands; the newest word about one commit. */
export type TrialStatus = {
  readonly state: "error" | "failure" | "pending" | "success";
  readonly description: string;
  /** UTC. */
  readonly since: Date;
};

/** A commit status holds no more (GitHub's limit). */
const LONGEST_DESCRIPTION = 140;

export async function readTrial(forge: Forge, head: string): Promise<TrialStatus | null> {
  const { data } = await forge.rest.repos.getCombinedStatusForRef({ ...forge.at, ref: head, per_page: 100 });
  const status = data.statuses.find(({ context }) => context === TRIAL_STATUS);
  if (status === undefined) return null;
  return {
    state: status.state as TrialStatus["state"],
    description: status.description ?? "",
    since: new Date(status.updated_at),
  };
}

/** Sets the status `autorepo/trial` of a commit; `url` is where "Details" leads. */
export async function reportTrial(
  forge: Forge,
  head: string,
  { state, description, url }: Pick<TrialStatus, "state" | "description"> & { readonly url: string },
): Promise<void> {
  await forge.rest.repos.createCommitStatus({
    ...forge.at,
    sha: head,
    context: TRIAL_STATUS,
    state,
    description: shortened(description),
    target_url: url,
  });
}

/** Starts `check.yml` as it is on `branch` for one pull request and one commit of it. */
export async function dispatchTrial(
  forge: Forge,
  { branch, number, head }: { readonly branch: string; readonly number: number; readonly head: string },
): Promise<void> {
  const inputs = { number: String(number), head };
  await forge.rest.actions.createWorkflowDispatch({
    ...forge.at,
    workflow_id: TRIAL_WORKFLOW,
    ref: branch,
    inputs,
  });
}

/** Where a person starts it by hand: "Run workflow". */
export function trialUrl({ webUrl }: Pick<Forge, "webUrl">): string {
  return `${webUrl}/actions/workflows/${TRIAL_WORKFLOW}`;
}

function shortened(text: string): string {
  return text.length > LONGEST_DESCRIPTION ? `${text.slice(0, LONGEST_DESCRIPTION - 1)}…` : text;
}
