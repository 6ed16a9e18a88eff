import type { Forge } from "../forge/index.ts";
import { JOBS_PER_PAGE, nextPage } from "./job-pages.ts";
import { type BuildJob, buildJobName, buildJobsOf, type JobRow } from "./run-jobs.ts";

export type Following = {
  readonly runId: number;
  /** The one that asks. */
  readonly attempt: number;
  /** Entries whose jobs are followed. */
  readonly wanted: readonly string[];
  /** All entries that the run builds, as its matrix has them. */
  readonly order: readonly string[];
  readonly note: (text: string) => void;
};

/**
 * Follows a few of a run's jobs: each call answers what the API says of them, in all attempts, or what it said last where
 * it asks for a pause or fails. A repository has a thousand requests an hour for all its jobs together: what is settled
 * is not asked about again, and what did not change is not counted.
 *
 * @throws ForgeError where another time it is refused too
 */
export function followBuildJobs(forge: Forge, following: Following): () => Promise<readonly BuildJob[]> {
  const lists = Array.from({ length: following.attempt }, (_, older) =>
    openJobList(forge, following, following.attempt - older),
  );
  return async () => {
    try {
      // The newest first: without it an older result would pass for the one to be had.
      for (const list of lists) await update(list);
    } catch (error) {
      const { isPassing } = await import("../forge/index.ts");
      if (!isPassing(error)) throw error;
      following.note(`what became of other jobs is asked again later: ${error.message}`);
    }
    return buildJobsOf(lists.flatMap(({ found }) => [...found.values()].map(({ row }) => row)));
  };
}

/** What is known of the wanted jobs in one attempt's list. */
type JobList = Pick<Following, "wanted" | "order"> & {
  readonly reader: ReturnType<typeof jobReader>;
  /** By entry. */
  readonly found: Map<string, Found>;
  /** Of the attempt's jobs; null: nothing was read yet. */
  total: number | null;
  /** Of an attempt that was repeated: nothing happens in it any more. */
  readonly isOver: boolean;
  isWhole: boolean;
};
type Found = { readonly id: number; readonly row: JobRow; readonly page: number };

function openJobList(forge: Forge, following: Following, attempt: number): JobList {
  return {
    wanted: following.wanted,
    order: following.order,
    reader: jobReader(forge, following.runId, attempt),
    found: new Map(),
    total: null,
    isOver: attempt < following.attempt,
    isWhole: false,
  };
}

async function update(list: JobList): Promise<void> {
  if (list.isWhole && list.isOver) return;
  await follow(list);
  await search(list);
  list.isWhole = true;
}

async function follow(list: JobList): Promise<void> {
  const { found, reader } = list;
  const open = [...found].filter(([, { row }]) => !isSettled(row));
  const [only, ...more] = open;
  // One page tells of many jobs, and changes when any of its hundred does.
  if (only === undefined || more.length > 0)
    for (const page of new Set(open.map(([, one]) => one.page))) await lookAt(page, list);
  else {
    const [entry, one] = only;
    found.set(entry, { ...one, row: (await reader.readJob(one.id)) ?? one.row });
  }
}

async function search(list: JobList): Promise<void> {
  const { wanted, order, found } = list;
  const read = new Set<number>();
  for (;;) {
    const missing = wanted.filter((entry) => !found.has(entry));
    const page = nextPage({ missing, order, read, total: list.total });
    if (page === null) return;
    await lookAt(page, list);
    read.add(page);
  }
}

async function lookAt(page: number, list: JobList): Promise<void> {
  const { wanted, found, reader } = list;
  const answer = await reader.readPage(page);
  if (answer === null) return;
  list.total = answer.total_count;
  for (const [entry, one] of found) if (one.page === page) found.delete(entry);
  for (const row of answer.jobs) {
    const entry = wanted.find((one) => row.name === buildJobName(one));
    if (entry !== undefined) found.set(entry, { id: row.id, row, page });
  }
}

function isSettled(row: JobRow): boolean {
  return buildJobsOf([row]).some(({ hasEnded, handedOver }) => hasEnded || handedOver);
}

/** Reads what changed since it was read before; null: nothing did, which GitHub does not count as a request. */
function jobReader({ rest, at }: Forge, run_id: number, attempt_number: number) {
  const etags = new Map<string, string>();
  const { listJobsForWorkflowRunAttempt, getJobForWorkflowRun } = rest.actions;
  async function changed<Data>(name: string, ask: (headers: Headers) => Promise<Answer<Data>>) {
    const known = etags.get(name);
    const { status, headers, data } = await ask(known === undefined ? {} : { "if-none-match": known });
    if (status === NOT_MODIFIED) return null;
    if (headers.etag !== undefined) etags.set(name, headers.etag);
    return data;
  }
  const list = { ...at, run_id, attempt_number, per_page: JOBS_PER_PAGE };
  return {
    readPage: (page: number) =>
      changed(`page ${page}`, (headers) => listJobsForWorkflowRunAttempt({ ...list, page, headers })),
    readJob: (job_id: number) =>
      changed(`job ${job_id}`, (headers) => getJobForWorkflowRun({ ...at, job_id, headers })),
  };
}

const NOT_MODIFIED = 304;

type Headers = { readonly "if-none-match"?: string };
type Answer<Data> = { readonly status: number; readonly headers: { etag?: string }; readonly data: Data };
