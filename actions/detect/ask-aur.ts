import type { Aur, AurPackage } from "../lib/aur/index.ts";
import type { Memory, RememberedAur } from "../lib/documents/index.ts";
import type { Entry } from "../lib/packages-yaml/index.ts";

/**
 * The AUR's word about the packages of entries. `facts` null: the AUR does not list it; an entry that is absent is
 * not the AUR's, or the AUR did not answer.
 */
export type AurWord = {
  readonly facts: ReadonlyMap<string, AurPackage | null>;
  /** ETag of what was read. */
  readonly etag: string | null;
  /** Why the AUR did not answer; null: it did, or was not asked. */
  readonly silence: string | null;
};

/** One request, conditional where memory can say the rest; none where no entry is the AUR's. */
export async function askAur(aur: Aur, memory: Memory, entries: readonly Entry[]): Promise<AurWord> {
  const pkgbases = new Map(entries.flatMap((entry) => pairOf(entry, aurPackageOf(aur, entry))));
  if (pkgbases.size === 0) return { facts: new Map(), etag: memory.etag, silence: null };
  const allKnown = [...pkgbases.keys()].every((entry) => memory.aur[entry] !== undefined);
  const answer = await aur.read({
    etag: allKnown ? memory.etag : null,
    pkgbases: new Set(pkgbases.values()),
  });
  if (answer.kind === "unavailable") return { facts: new Map(), etag: memory.etag, silence: answer.reason };
  const factsOf = (entry: string, pkgbase: string): AurPackage | null =>
    (answer.kind === "read" ? answer.packages.get(pkgbase) : memory.aur[entry]?.latest) ?? null;
  return {
    facts: new Map(Array.from(pkgbases, ([entry, pkgbase]) => [entry, factsOf(entry, pkgbase)])),
    etag: answer.kind === "read" ? answer.etag : memory.etag,
    silence: null,
  };
}

/** The pkgbase whose repository in the AUR an entry follows; null: it follows something else. */
export function aurPackageOf(aur: Aur, { source }: Entry): string | null {
  if (!("git" in source)) return null;
  const isItsBranch = source.branch === null || source.branch === "HEAD" || source.branch === "master";
  return isItsBranch ? aur.pkgbaseOf(source.git) : null;
}

/** What to remember of the AUR's word, so that an adoption shows until a person has reviewed what came with it. */
export function rememberedAur(
  before: RememberedAur | undefined,
  now: { readonly facts: AurPackage | null; readonly pin: string | null; readonly wasAsked: boolean },
): RememberedAur {
  const { facts, pin, wasAsked } = now;
  const asked = wasAsked ? (facts?.lastModified ?? null) : (before?.asked ?? null);
  if (before === undefined) return { asked, latest: facts, reviewed: facts, pin };
  // Whoever accepted the new pin saw no later word than that of the detect before.
  const reviewed = before.pin === pin ? before.reviewed : before.latest;
  return { asked, latest: facts, reviewed, pin };
}

function pairOf(entry: Entry, pkgbase: string | null): [string, string][] {
  return pkgbase === null ? [] : [[entry.name, pkgbase]];
}
