import { type ApiRequest, answerJson } from "./http.ts";
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

/** The emulator has jobs, but no attempts, no filter and no pages. */
export function listJobs(
  world: World,
  run: number,
  { path, search }: Pick<ApiRequest, "path" | "search">,
): Response {
  const asked = new URLSearchParams(search);
  const all = jobsOf(world, run).map((job, index) => ({ id: index + 1, run_id: run, ...job }));
  const newest = Math.max(...all.map(({ run_attempt }) => run_attempt));
  const shown = asked.get("filter") === "all" ? all : all.filter(({ run_attempt }) => run_attempt === newest);
  const size = Math.min(Number(asked.get("per_page") ?? 30), 100);
  const page = Number(asked.get("page") ?? 1);
  const body = { total_count: shown.length, jobs: shown.slice((page - 1) * size, page * size) };
  if (page * size >= shown.length) return answerJson(body);
  asked.set("page", String(page + 1));
  return answerJson(body, 200, { link: `<${world.url}${path}?${asked}>; rel="next"` });
}
