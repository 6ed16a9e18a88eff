import type { PlannedBuild } from "../lib/documents/index.ts";
import type { Clock } from "../lib/forge/index.ts";
import { type Given, type Handover, parseResultName } from "../lib/handover/index.ts";
import type { BuildJob } from "../lib/workflow/index.ts";

export type AwaitRequest = {
  /** Jobs of the plan whose results are needed. */
  readonly wanted: readonly PlannedBuild[];
  readonly handover: Handover;
  /** What the API says of the jobs that build; null: nobody can say, and what lies there is taken. */
  readonly askJobs: (() => Promise<readonly BuildJob[]>) | null;
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

/**
 * Waits until all that a build needs of this run is handed over. A name proves nothing, since every job of a run may
 * upload under any: a result is taken once the API says that the job of its entry handed one over. Gives up where a job
 * ended without, and after `mostSeconds`. In a repeated run it waits for jobs that are repeated too, not for what they left.
 */
export async function awaitResults(request: AwaitRequest): Promise<Awaited> {
  const { wanted, clock, mostSeconds, pauseSeconds, signal, note } = request;
  const started = clock.now().getTime();
  const waited = () => (clock.now().getTime() - started) / 1000;
  const jobs = jobsInTime(request, waited);
  if (request.attempt > 1) await jobs.ask(false);
  for (let said = ""; ; ) {
    signal.throwIfAborted();
    // Asked before the list is read: what a job that has ended handed over is in it.
    const known = jobs.known();
    const given = await request.handover.list();
    const sights = wanted.map((job) => sightOf(job, { ...request, given, jobs: known }));
    const never = sights.find((sight) => sight.kind === "never");
    if (never !== undefined) return { kind: "gave up", reason: never.reason };
    const results = sights.flatMap((sight) => (sight.kind === "result" ? [sight.given] : []));
    if (results.length === wanted.length) return { kind: "all", results };
    const missing = wanted.filter((_, index) => sights[index]?.kind !== "result").map(({ entry }) => entry);
    if (waited() >= mostSeconds)
      return { kind: "gave up", reason: `${missing.join(", ")} took longer than this job can wait` };
    if (said !== missing.join()) note(`waiting for ${missing.join(", ")}`);
    said = missing.join();
    const isUnproven = sights.some(({ kind }) => kind === "unproven");
    if (jobs.isDue(isUnproven)) await jobs.ask(isUnproven);
    else await clock.sleep(pauseSeconds * 1000);
  }
}

const BETWEEN_QUESTIONS_SECONDS = 600;
/** The API tells of a step that ended some seconds later. */
const FIRST_PATIENCE_SECONDS = 30;

/** What the API said last, and when it is to be asked again: a run has a thousand requests an hour for all its jobs. */
function jobsInTime({ askJobs }: AwaitRequest, now: () => number) {
  let jobs: readonly BuildJob[] = [];
  let asked = 0;
  let patience = 0;
  return {
    known: () => (askJobs === null ? null : jobs),
    /** `isUnproven`: something lies there that the API did not know of when it was asked. */
    isDue: (isUnproven: boolean) =>
      askJobs !== null && now() - asked >= (isUnproven ? patience : BETWEEN_QUESTIONS_SECONDS),
    async ask(isUnproven: boolean) {
      if (askJobs === null) return;
      jobs = await askJobs();
      asked = now();
      const longer = Math.max(patience * 2, FIRST_PATIENCE_SECONDS);
      patience = isUnproven ? Math.min(longer, BETWEEN_QUESTIONS_SECONDS) : 0;
    },
  };
}

type Sight =
  | { readonly kind: "result"; readonly given: Given }
  /** Nothing of the job's, or something that nobody says is the job's. */
  | { readonly kind: "nothing" | "unproven" }
  | { readonly kind: "never"; readonly reason: string };

type Known = {
  readonly given: readonly Given[];
  /** null: nobody can say. */
  readonly jobs: readonly BuildJob[] | null;
  readonly attempt: number;
};

/** How one wanted result stands. */
function sightOf(job: PlannedBuild, { given, jobs, attempt }: Known): Sight {
  const own = jobs?.filter(({ entry }) => entry === job.entry) ?? [];
  const isRepeated = own.some((one) => one.attempt === attempt);
  const found = resultsOf(job, given).filter((one) => !isRepeated || one.attempt === attempt);
  const proven = found.filter(
    (one) => jobs === null || own.some((ran) => ran.attempt === one.attempt && ran.handedOver),
  );
  const newest = Math.max(...proven.map((one) => one.attempt));
  const [result, ...more] = proven.filter((one) => one.attempt === newest);
  if (more.length > 0)
    return { kind: "never", reason: `${more.length + 1} results of ${job.entry} have the same name` };
  if (result !== undefined) return { kind: "result", given: result.given };
  const last = own.toSorted((a, b) => b.attempt - a.attempt)[0];
  if (last?.hasEnded)
    return { kind: "never", reason: `the job of ${job.entry} ended without handing over a result` };
  return { kind: found.length > 0 ? "unproven" : "nothing" };
}

function resultsOf({ entry, key }: PlannedBuild, given: readonly Given[]) {
  return given.flatMap((one) => {
    const name = parseResultName(one.name);
    if (name === null || name.entry !== entry || !key.startsWith(name.key)) return [];
    return [{ given: one, attempt: name.attempt }];
  });
}

const FIVE_HOURS_SECONDS = 5 * 3600;
const LEAST_WAIT_SECONDS = 600;

/** A job of GitHub's ends after six hours: what is left of five is for waiting. */
export function mostWaitSeconds(timeoutSeconds: number): number {
  return Math.max(LEAST_WAIT_SECONDS, FIVE_HOURS_SECONDS - timeoutSeconds);
}
