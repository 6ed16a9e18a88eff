import { seenOf } from "../lib/detection/index.ts";
import type { Entry } from "../lib/packages-yaml/index.ts";
import type { GitSource, Newest } from "../lib/upstream/index.ts";
import { type AurWord, aurPackageOf } from "./ask-aur.ts";
import type { ReadRequest } from "./read-request.ts";

/** An entry that detect follows. */
export type TrackedEntry = Entry & { readonly source: GitSource };

/** Where an entry's branch is now. */
export type Head = FoundHead | { readonly kind: "none"; readonly reason: string };

export type FoundHead = {
  readonly kind: "head";
  readonly commit: string;
  /** Where its commits are read: the entry's own remote, or the mirror of the AUR. */
  readonly source: GitSource;
  /** Who named the commit. */
  readonly from: "remote" | "mirror" | "memory";
};

type Asked = Pick<ReadRequest, "aur" | "branches" | "memory" | "note">;
type Heads = ReadonlyMap<string, Head>;

/**
 * Newest commit of each entry's branch. Packages of the AUR that have not moved since are not asked for; while the
 * AUR or its git is silent its mirror is asked, in one request for all of them.
 */
export async function findHeads(
  request: Asked,
  entries: readonly TrackedEntry[],
  aurWord: AurWord,
): Promise<Heads> {
  const isAurs = (entry: TrackedEntry) => aurPackageOf(request.aur, entry) !== null;
  const unmoved = unmovedHeads(request, entries, aurWord);
  const moved = entries.filter(({ name }) => !unmoved.has(name));
  const mirrored = await mirrorHeads(request, aurWord.silence === null ? [] : moved.filter(isAurs));
  const asked = moved.filter(({ name }) => !mirrored.has(name));
  const { heads, failed } = await remoteHeads(request, asked);
  const rescued = await mirrorHeads(request, aurWord.silence === null ? failed.filter(isAurs) : []);
  return new Map([...unmoved, ...mirrored, ...heads, ...rescued]);
}

/** Of packages of which the AUR says that nobody has pushed since their newest commit was asked for. */
function unmovedHeads({ memory }: Asked, entries: readonly TrackedEntry[], { facts }: AurWord): Heads {
  return new Map(
    entries.flatMap((entry) => {
      const modified = facts.get(entry.name)?.lastModified;
      const newest = seenOf(memory, entry).at(-1);
      if (modified === undefined || newest === undefined || memory.aur[entry.name]?.asked !== modified)
        return [];
      return [[entry.name, headOf(newest.commit, entry.source, "memory")] as const];
    }),
  );
}

type RemoteHeads = { readonly heads: Heads; readonly failed: readonly TrackedEntry[] };

async function remoteHeads({ branches }: Asked, entries: readonly TrackedEntry[]): Promise<RemoteHeads> {
  const newest = await branches.newestCommits(entries.map(({ source }) => source));
  const answerOf = (at: number) => newest[at] ?? { kind: "empty" as const, reason: "it was not asked" };
  return {
    heads: new Map(
      entries.map((entry, at) => {
        const answer = answerOf(at);
        if (answer.kind === "commit") return [entry.name, headOf(answer.commit, entry.source, "remote")];
        return [entry.name, { kind: "none", reason: wordsOf(answer) }];
      }),
    ),
    failed: entries.filter((_, at) => answerOf(at).kind === "failed"),
  };
}

/** Those that the mirror has; that it lacks one says nothing, since it may lag behind. */
async function mirrorHeads({ aur, branches, note }: Asked, entries: readonly TrackedEntry[]): Promise<Heads> {
  if (entries.length === 0) return new Map();
  const sources = entries.map((entry) => {
    const pkgbase = aurPackageOf(aur, entry) ?? entry.name;
    return { ...aur.mirrorOf(pkgbase), path: entry.source.path };
  });
  const newest = await branches.newestCommits(sources);
  const found = entries.flatMap((entry, at) => {
    const [answer, source] = [newest[at], sources[at]];
    if (answer?.kind !== "commit" || source === undefined) return [];
    return [[entry.name, headOf(answer.commit, source, "mirror")] as const];
  });
  note(
    `of ${entries.length} packages whose repository in the AUR does not answer its mirror has ${found.length}`,
  );
  return new Map(found);
}

function headOf(commit: string, source: GitSource, from: "remote" | "mirror" | "memory"): Head {
  return { kind: "head", commit, source, from };
}

function wordsOf(answer: Exclude<Newest, { kind: "commit" }>): string {
  return answer.kind === "failed" ? answer.error.message : answer.reason;
}
