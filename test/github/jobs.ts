import { createHash } from "node:crypto";
import { type ApiRequest, answerJson, refuse } from "./http.ts";
import type { World } from "./world.ts";

/** A job of a workflow run in one of its attempts, as the API shows it. */
export type Job = {
  readonly name: string;
  readonly run_attempt: number;
  status: "queued" | "in_progress" | "completed";
  conclusion: "success" | "failure" | "cancelled" | null;
  readonly started_at: string;
  readonly steps: JobStep[];
};

export type JobStep = {
  readonly name: string;
  readonly status: "completed";
  readonly conclusion: "success" | "failure" | "cancelled" | "skipped";
  readonly completed_at: string;
};

/** The jobs of a run, to look at and to change. */
export function jobsOf({ jobs }: World, run: number): Job[] {
  const known = jobs.get(run) ?? [];
  jobs.set(run, known);
  return known;
}

/** What a repeated run does not repeat is listed again under the new attempt, as it was. */
export function listAgain(jobs: Job[], names: readonly string[], attempt: number): void {
  for (const job of jobs.filter(({ name }) => names.includes(name)))
    jobs.push({ ...job, run_attempt: attempt });
}

/** The emulator has jobs, but no attempts, no filter, no pages and no ETags. */
export function listJobs(
  world: World,
  { run, attempt }: { readonly run: number; readonly attempt: number | null },
  request: ApiRequest,
): Response {
  const { path, search } = request;
  const asked = new URLSearchParams(search);
  const all = numbered(world, run);
  const newest = Math.max(...all.map(({ run_attempt }) => run_attempt));
  const wanted = attempt ?? (asked.get("filter") === "all" ? null : newest);
  const shown = all.filter(({ run_attempt }) => wanted === null || run_attempt === wanted);
  const size = Math.min(Number(asked.get("per_page") ?? 30), 100);
  const page = Number(asked.get("page") ?? 1);
  const body = { total_count: shown.length, jobs: shown.slice((page - 1) * size, page * size) };
  if (page * size >= shown.length) return answerUnlessKnown(body, request);
  asked.set("page", String(page + 1));
  return answerUnlessKnown(body, request, { link: `<${world.url}${path}?${asked}>; rel="next"` });
}

export function showJob(world: World, id: number, request: ApiRequest): Response {
  const job = numbered(world, Math.floor(id / MOST_JOBS)).find((one) => one.id === id);
  return job === undefined ? refuse(404, "Not Found") : answerUnlessKnown(job, request);
}

/** Of one run, in all attempts. */
const MOST_JOBS = 100_000;

function numbered(world: World, run: number) {
  return jobsOf(world, run).map((job, index) => ({ id: run * MOST_JOBS + index, run_id: run, ...job }));
}

/** Another token sees another ETag of the same. */
function answerUnlessKnown(
  body: unknown,
  { headers, token }: ApiRequest,
  more: Record<string, string> = {},
): Response {
  const digest = createHash("sha256")
    .update(`${token} ${JSON.stringify(body)}`)
    .digest("hex");
  const etag = `W/"${digest}"`;
  if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
  return answerJson(body, 200, { etag, ...more });
}
