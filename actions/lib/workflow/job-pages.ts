export const JOBS_PER_PAGE = 100;

export type PageSearch = {
  /** Entries whose jobs are not found yet. */
  readonly missing: readonly string[];
  /** All entries that the run builds, as its matrix has them. */
  readonly order: readonly string[];
  readonly read: ReadonlySet<number>;
  /** Jobs of the list, as a page says; null: none was read. */
  readonly total: number | null;
};

/**
 * The page of a run's list of jobs to read next; null: nothing is missing, or there is no other. Jobs are mostly listed as they
 * were made, those of a matrix behind that of the plan; nowhere is that promised, and a wrong guess costs a request.
 */
export function nextPage({ missing, order, read, total }: PageSearch): number | null {
  const pages = total === null ? Number.POSITIVE_INFINITY : Math.ceil(total / JOBS_PER_PAGE);
  const guesses = missing.map((entry) => Math.min(pageOf(order.indexOf(entry) + 1), pages));
  const guess = guesses.find((page) => page > 0 && !read.has(page));
  if (guess !== undefined || missing.length === 0) return guess ?? null;
  for (let page = 1; page <= pages; page++) if (!read.has(page)) return page;
  return null;
}

function pageOf(place: number): number {
  return Math.floor(place / JOBS_PER_PAGE) + 1;
}
