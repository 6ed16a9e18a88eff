import type { Memory, SeenCommit } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/index.ts";

export const EMPTY_MEMORY: Memory = { format: 1, etag: null, seen: {}, rejected: {}, sources: {}, aur: {} };

/** What was seen of an entry, unless it was seen in another place than the entry names now. */
export function seenOf(memory: Memory, entry: Entry): readonly SeenCommit[] {
  return memory.sources[entry.name] === sourceOf(entry) ? (memory.seen[entry.name] ?? []) : [];
}

/** Repository, branch and folder in one line. */
export function sourceOf({ source }: Entry): string {
  return "local" in source ? source.local : `${source.git} ${source.branch ?? "HEAD"} /${source.path}`;
}

/** More rejections of one entry than anybody makes; the newest stay. */
const MOST_REJECTED = 100;

/** The memory without what no entry asks about any more. */
export function prunedMemory(memory: Memory, entries: readonly Entry[]): Memory {
  const kept = new Map(entries.map((entry) => [entry.name, sourceOf(entry)]));
  const only = <T>(byEntry: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(byEntry).filter(([entry]) => kept.has(entry)));
  const rejected = Object.entries(only(memory.rejected));
  return {
    ...memory,
    seen: only(memory.seen),
    rejected: Object.fromEntries(rejected.map(([entry, commits]) => [entry, commits.slice(-MOST_REJECTED)])),
    sources: only(memory.sources),
    aur: only(memory.aur),
  };
}

/**
 * What two detections that ran at once remember together: every rejection, and of each commit the earlier sight, so
 * that neither starts the cooldown of the other anew.
 */
export function mergeMemories(mine: Memory, theirs: Memory): Memory {
  const entries = new Set([...Object.keys(theirs.seen), ...Object.keys(mine.seen)]);
  const seen = Array.from(entries, (entry) => {
    if (mine.sources[entry] !== theirs.sources[entry]) {
      return [entry, mine.seen[entry] ?? theirs.seen[entry] ?? []] as const;
    }
    return [entry, mergeSeen(mine.seen[entry] ?? [], theirs.seen[entry] ?? [])] as const;
  });
  const rejecting = new Set([...Object.keys(theirs.rejected), ...Object.keys(mine.rejected)]);
  const rejected = Array.from(rejecting, (entry) => {
    const commits = [...(theirs.rejected[entry] ?? []), ...(mine.rejected[entry] ?? [])];
    return [entry, [...new Set(commits)].slice(-MOST_REJECTED)] as const;
  });
  return {
    ...mine,
    seen: Object.fromEntries(seen),
    rejected: Object.fromEntries(rejected),
    sources: { ...theirs.sources, ...mine.sources },
    aur: { ...theirs.aur, ...mine.aur },
  };
}

/** The list of whoever saw more, with the earlier of both sights. */
function mergeSeen(mine: readonly SeenCommit[], theirs: readonly SeenCommit[]): readonly SeenCommit[] {
  const myNewest = mine.at(-1)?.commit;
  const theySawMore = mine.length === 0 || theirs.slice(0, -1).some(({ commit }) => commit === myNewest);
  const [longer, other] = theySawMore ? [theirs, mine] : [mine, theirs];
  return longer.map((one) => {
    const twin = other.find(({ commit }) => commit === one.commit);
    const first = twin !== undefined && twin.first < one.first ? twin.first : one.first;
    return { ...one, first, tree: one.tree ?? twin?.tree ?? null };
  });
}
