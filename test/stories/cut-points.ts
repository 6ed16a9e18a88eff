import type { RecordedRequest } from "../fault-proxy.ts";

/** One request of a publication, told apart from all others of it in every repetition. */
export type CutPoint = {
  /** `PUT gen/3-*\/shelf.db`: what differs between repetitions is a star. */
  readonly request: string;
  /** How many of the same came before it. */
  readonly repeated: number;
  readonly isConditionalWrite: boolean;
  /**
   * It only reads, all before it had been answered, and more come: a death there leaves what one before the next that
   * is not so leaves.
   */
  readonly isQuiet: boolean;
  /** Whether the one after it came only when this was answered, so that a death before that one is a death after this. */
  readonly isAnsweredBeforeNext: boolean;
};

/** A request as it came, and whether all before it had been answered by then. */
export type Arrival = { readonly recorded: RecordedRequest; readonly cameAlone: boolean };

/** Every request of a recording, in order. `folder` is what all paths begin with. */
export function cutPoints(arrivals: readonly Arrival[], folder: string): readonly CutPoint[] {
  const seen = new Map<string, number>();
  return arrivals.map(({ recorded, cameAlone }, index) => {
    const request = nameOf(recorded, folder);
    const repeated = seen.get(request) ?? 0;
    seen.set(request, repeated + 1);
    const { ifMatch, ifNoneMatch } = recorded;
    const isConditionalWrite = ifMatch !== null || ifNoneMatch !== null;
    const isLast = index === arrivals.length - 1;
    const isQuiet = cameAlone && ["GET", "HEAD"].includes(recorded.method) && !isLast;
    const isAnsweredBeforeNext = arrivals[index + 1]?.cameAlone ?? false;
    return { request, repeated, isConditionalWrite, isQuiet, isAnsweredBeforeNext };
  });
}

export function labelOf({ request, repeated }: CutPoint): string {
  return repeated === 0 ? request : `${request} (${repeated + 1})`;
}

/** Answers of each request whether it is that point (0), a repetition of it (1, 2, ...), or another (null). */
export function arrivalsOf(
  { request, repeated }: CutPoint,
  folder: string,
): (recorded: RecordedRequest) => number | null {
  const arrivals = new Map<RecordedRequest, number>();
  return (recorded) => {
    if (nameOf(recorded, folder) !== request) return null;
    const arrival = arrivals.get(recorded) ?? arrivals.size - repeated;
    arrivals.set(recorded, arrival);
    return arrival < 0 ? null : arrival;
  };
}

function nameOf({ method, path, query, ifMatch, ifNoneMatch }: RecordedRequest, folder: string): string {
  const key = path.startsWith(folder) ? path.slice(folder.length) : "";
  const listing = query.includes("list-type") ? ["listing"] : [];
  const conditions = [ifMatch && "if it is the same", ifNoneMatch && "if it is new"].filter(Boolean);
  return [method, stableKey(key), ...listing, ...conditions].join(" ");
}

/** Ids and digests are random, and so is when a run begins. */
export function stableKey(key: string): string {
  return key.replace(/\d{8}T\d{6}-[0-9a-f]{4}/, "*").replaceAll(/[0-9a-f]{8,}(?![0-9a-z])/g, "*");
}
