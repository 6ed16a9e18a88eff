import { type ApiRequest, answerJson, jsonOf, refuse } from "./http.ts";
import { createIssue, listIssues } from "./issues.ts";
import { listJobs, showJob } from "./jobs.ts";
import {
  countContent,
  learnMergeability,
  merge,
  pullRequestNumbered,
  pullRequestsOf,
} from "./pull-requests.ts";
import { SETTINGS_ENDPOINTS } from "./repository-settings.ts";
import { combinedStatus, createStatus, listStatuses } from "./statuses.ts";
import type { Repo } from "./store.ts";
import { gitOf, type World } from "./world.ts";

export type Asked = {
  readonly world: World;
  readonly request: ApiRequest;
  readonly repo: Repo;
  /** Groups of the path's pattern. */
  readonly match: Readonly<Record<string, string>>;
  /** The emulator's own answer. */
  readonly emulated: () => Promise<Response>;
};

type Endpoint = {
  readonly method: string;
  /** Of the path after `/repos/OWNER/NAME`. */
  readonly path: RegExp;
  answer(asked: Asked): Response | Promise<Response>;
};

/** Answers what the emulator lacks or gets wrong; null: it can answer alone. */
export function endpointFor(
  method: string,
  path: string,
): { endpoint: Endpoint; match: Asked["match"] } | null {
  const [, rest] = /^\/repos\/[^/]+\/[^/]+(\/.*)$/.exec(path) ?? [];
  if (rest === undefined) return null;
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.method === method ? endpoint.path.exec(rest) : null;
    if (match !== null) return { endpoint, match: { ...match.groups } };
  }
  return null;
}

const ENDPOINTS: readonly Endpoint[] = [
  ...SETTINGS_ENDPOINTS,
  { method: "PUT", path: /^\/pulls\/(?<number>\d+)\/merge$/, answer: mergePullRequest },
  { method: "GET", path: /^\/pulls\/(?<number>\d+)$/, answer: showPullRequest },
  { method: "GET", path: /^\/pulls$/, answer: listPullRequests },
  { method: "GET", path: /^\/pulls\/(?<number>\d+)\/files$/, answer: listFiles },
  { method: "GET", path: /^\/commits\/(?<sha>[0-9a-f]{40})\/pulls$/, answer: pullRequestsOfCommit },
  { method: "POST", path: /^\/statuses\/(?<sha>[0-9a-f]{40})$/, answer: createStatus },
  { method: "GET", path: /^\/commits\/(?<sha>[0-9a-f]{40})\/status$/, answer: combinedStatus },
  { method: "GET", path: /^\/commits\/(?<sha>[0-9a-f]{40})\/statuses$/, answer: listStatuses },
  { method: "GET", path: /^\/issues$/, answer: listIssues },
  { method: "POST", path: /^\/issues$/, answer: createIssue },
  { method: "POST", path: /^\/dispatches$/, answer: dispatchRepository },
  { method: "POST", path: /^\/actions\/workflows\/(?<id>[^/]+)\/dispatches$/, answer: dispatchWorkflow },
  {
    method: "GET",
    path: /^\/actions\/runs\/(?<run>\d+)(\/attempts\/(?<attempt>\d+))?\/jobs$/,
    answer: listJobsOfRun,
  },
  {
    method: "GET",
    path: /^\/actions\/jobs\/(?<id>\d+)$/,
    answer: ({ world, request, match }) => showJob(world, Number(match.id), request),
  },
  { method: "GET", path: /^\/actions\/artifacts\/(?<id>\d+)\/zip$/, answer: downloadArtifact },
];

function mergePullRequest({ world, request, repo, match }: Asked): Response {
  const body = jsonOf(request);
  const by = world.tokens[request.token ?? ""]?.login ?? null;
  const wanted = { number: Number(match.number), method: body.merge_method ?? "merge", sha: body.sha, by };
  const { status, message, sha } = merge(world, repo, wanted);
  return status === 200 ? answerJson({ sha, merged: true, message }) : refuse(status, message);
}

async function showPullRequest({ world, repo, match, emulated }: Asked): Promise<Response> {
  const row = pullRequestNumbered(world, repo, Number(match.number));
  if (row !== undefined) countContent(world, repo, row);
  const answer = await emulated();
  if (row !== undefined) learnMergeability(world, repo, row);
  return answer;
}

/** A list does not say whether its pull requests can be merged, nor count what is in them. */
async function listPullRequests({ emulated }: Asked): Promise<Response> {
  const answer = await emulated();
  if (!answer.ok) return answer;
  const rows = (await answer.json()) as Record<string, unknown>[];
  const left = rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => !ONLY_WHEN_SHOWN_ALONE.has(key))),
  );
  const link = answer.headers.get("link");
  return answerJson(left, 200, link === null ? {} : { link });
}

const ONLY_WHEN_SHOWN_ALONE = new Set([
  "mergeable",
  "mergeable_state",
  "rebaseable",
  "merged",
  "merged_by",
  "comments",
  "review_comments",
  "commits",
  "additions",
  "deletions",
  "changed_files",
]);

function listFiles({ world, repo, match }: Asked): Response {
  const row = pullRequestNumbered(world, repo, Number(match.number));
  if (row === undefined) return refuse(404, "Not Found");
  const range = `${row.base_sha}...${row.head_sha}`;
  const lines = gitOf(world, repo).git(["diff", "--numstat", "-z", "--no-renames", range]).split("\0");
  return answerJson(
    lines.filter(Boolean).map((line) => {
      const [added = "0", removed = "0", filename = ""] = line.split("\t");
      const [additions, deletions] = [Number(added) || 0, Number(removed) || 0];
      return { filename, status: "modified", additions, deletions, changes: additions + deletions };
    }),
  );
}

function pullRequestsOfCommit({ world, repo, match }: Asked): Response {
  const found = pullRequestsOf(world, repo).filter(
    ({ head_sha, merge_commit_sha }) => head_sha === match.sha || merge_commit_sha === match.sha,
  );
  return answerJson(
    found.map(({ number, state, head_ref, head_sha }) => ({
      number,
      state,
      head: { ref: head_ref, sha: head_sha },
    })),
  );
}

function dispatchRepository({ world, request, repo }: Asked): Response {
  const { event_type, client_payload } = jsonOf(request);
  if (Object.keys(client_payload ?? {}).length > 10) {
    return refuse(422, "client_payload has more than 10 properties");
  }
  const by = world.tokens[request.token ?? ""]?.login ?? null;
  const facts = { payload: client_payload };
  const event = { event: "repository_dispatch", action: event_type, repository: repo.full_name, by, facts };
  world.events.push(event as World["events"][number]);
  return new Response(null, { status: 204 });
}

/** A workflow is there when the default branch holds its file, and the ref has to be a branch or tag. */
function dispatchWorkflow({ world, request, repo, match }: Asked): Response {
  const git = gitOf(world, repo);
  const { ref, inputs } = jsonOf(request);
  const file = `${repo.default_branch}:.github/workflows/${match.id}`;
  if (!git.succeeds("cat-file", "-e", file)) return refuse(404, "Not Found");
  if (!git.succeeds("rev-parse", "--verify", "--quiet", `refs/heads/${ref}`)) {
    return refuse(422, `No ref found for: ${ref}`);
  }
  const by = world.tokens[request.token ?? ""]?.login ?? null;
  const facts = { workflow: match.id, ref, inputs: inputs ?? {} };
  const { full_name: repository } = repo;
  world.events.push({ event: "workflow_dispatch", action: null, repository, by, facts });
  return new Response(null, { status: 204 });
}

function listJobsOfRun({ world, request, match }: Asked): Response {
  const attempt = match.attempt === undefined ? null : Number(match.attempt);
  return listJobs(world, { run: Number(match.run), attempt }, request);
}

function downloadArtifact({ world, match }: Asked): Response {
  const zip = world.artifacts.get(Number(match.id));
  if (zip === undefined) return refuse(404, "Not Found");
  return new Response(null, { status: 302, headers: { location: `${world.url}/_artifacts/${match.id}` } });
}
