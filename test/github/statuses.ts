import type { Asked } from "./endpoints.ts";
import { answerJson, jsonOf, refuse } from "./http.ts";
import type { CommitStatus } from "./world.ts";

const LONGEST_DESCRIPTION = 140;
const STATES = ["error", "failure", "pending", "success"];

export function createStatus({ world, request, repo, match }: Asked): Response {
  const { state, context, description, target_url } = jsonOf(request);
  if (!STATES.includes(state)) return refuse(422, "Validation Failed");
  if (String(description ?? "").length > LONGEST_DESCRIPTION) {
    return refuse(
      422,
      `Validation Failed: description is too long (maximum is ${LONGEST_DESCRIPTION} characters)`,
    );
  }
  if (!world.store.commits.findBy("sha", match.sha ?? "").some(({ repo_id }) => repo_id === repo.id)) {
    return refuse(422, `No commit found for SHA: ${match.sha}`);
  }
  const now = new Date().toISOString();
  const status: CommitStatus = {
    id: world.statuses.length + 1,
    sha: match.sha ?? "",
    repository: repo.full_name,
    state,
    context: context ?? "default",
    description: description ?? null,
    target_url: target_url ?? null,
    created_at: now,
    updated_at: now,
  };
  world.statuses.push(status);
  return answerJson(status, 201);
}

/** Newest first, every one ever set. */
export function listStatuses(asked: Asked): Response {
  return answerJson(statusesOf(asked).toReversed());
}

/** The newest of each context, and what they come to. */
export function combinedStatus(asked: Asked): Response {
  const newest = [...new Map(statusesOf(asked).map((status) => [status.context, status])).values()];
  return answerJson({
    state: worst(newest),
    statuses: newest,
    total_count: newest.length,
    sha: asked.match.sha,
  });
}

function statusesOf({ world, repo, match }: Asked): readonly CommitStatus[] {
  return world.statuses.filter(({ sha, repository }) => sha === match.sha && repository === repo.full_name);
}

function worst(statuses: readonly CommitStatus[]): string {
  if (statuses.some(({ state }) => state === "failure" || state === "error")) return "failure";
  return statuses.length > 0 && statuses.every(({ state }) => state === "success") ? "success" : "pending";
}
