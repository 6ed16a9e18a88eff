import type { PlannedBuild } from "../lib/documents/index.ts";
import type { Clock } from "../lib/forge/index.ts";
import { type Given, type Handover, parseResultName } from "../lib/handover/index.ts";
import type { RunJob } from "../lib/workflow/index.ts";

export type AwaitRequest = {
  /** Jobs of the plan whose results are needed. */
  readonly wanted: readonly PlannedBuild[];
  readonly handover: Handover;
  /** The newest attempt of each of this run's jobs, by entry; null: nobody can say. */
  readonly askJobs: (() => Promise<ReadonlyMap<string, RunJob>>) | null;
  /** Of this run. */
  readonly attempt: number;
  readonly mostSeconds: number;
  /** From one look at what was handed over to the next. */
  readonly pauseSeconds: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
};

export type Awaited =
  | { readonly kind: "all"; readonly results: readonly Given[] }
  | { readonly kind: "gave up"; readonly reason: string };

const BETWEEN_QUESTIONS_SECONDS = 600;

/**
 * Waits until all that a build needs of this run is handed over. Gives up where a job ended without handing anything
 * over, and after `mostSeconds`. In a repeated run it waits for jobs that are repeated too, not for what they left.
 */
export async function awaitResults(request: AwaitRequest): Promise<Awaited> {
  const { wanted, askJobs, clock, mostSeconds, pauseSeconds, signal, note } = request;
  const started = clock.now().getTime();
  const waited = () => (clock.now().getTime() - started) / 1000;
  let jobs = request.attempt > 1 && askJobs !== null ? await askJobs() : NOBODY;
  let asked = 0;
  let said = "";
  for (;;) {
    signal.throwIfAborted();
    const results = newestResults(await request.handover.list(), { ...request, jobs });
    const missing = wanted.filter(({ entry }) => !results.has(entry)).map(({ entry }) => entry);
    if (missing.length === 0) return { kind: "all", results: [...results.values()] };
    // Asked before the list was read: what the job handed over would be in it.
    const ended = missing.find((entry) => jobs.get(entry)?.hasEnded === true);
    if (ended !== undefined)
      return { kind: "gave up", reason: `the job of ${ended} ended without handing over a result` };
    if (waited() >= mostSeconds)
      return { kind: "gave up", reason: `${missing.join(", ")} took longer than this job can wait` };
    if (said !== missing.join()) note(`waiting for ${missing.join(", ")}`);
    said = missing.join();
    await clock.sleep(pauseSeconds * 1000);
    if (askJobs !== null && waited() - asked >= BETWEEN_QUESTIONS_SECONDS) {
      asked = waited();
      jobs = await askJobs();
    }
  }
}

const NOBODY: ReadonlyMap<string, RunJob> = new Map();

type Known = {
  readonly wanted: readonly PlannedBuild[];
  readonly attempt: number;
  readonly jobs: ReadonlyMap<string, RunJob>;
};

/** Of each wanted job what its newest attempt gave. */
function newestResults(given: readonly Given[], { wanted, attempt, jobs }: Known): Map<string, Given> {
  const newest = new Map<string, { readonly one: Given; readonly attempt: number }>();
  for (const one of given) {
    const name = parseResultName(one.name);
    const job = wanted.find(({ entry }) => entry === name?.entry);
    if (name === null || job === undefined || !job.key.startsWith(name.key)) continue;
    const isRepeated = (jobs.get(name.entry)?.attempt ?? 0) === attempt;
    if (isRepeated && name.attempt < attempt) continue;
    if ((newest.get(name.entry)?.attempt ?? 0) < name.attempt)
      newest.set(name.entry, { one, attempt: name.attempt });
  }
  return new Map([...newest].map(([entry, { one }]) => [entry, one]));
}

const FIVE_HOURS_SECONDS = 5 * 3600;
const LEAST_WAIT_SECONDS = 600;

/** A job of GitHub's ends after six hours: what is left of five is for waiting. */
export function mostWaitSeconds(timeoutSeconds: number): number {
  return Math.max(LEAST_WAIT_SECONDS, FIVE_HOURS_SECONDS - timeoutSeconds);
}
