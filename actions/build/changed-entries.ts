import { isDeepStrictEqual } from "node:util";
import type { Entry } from "../lib/packages-yaml/index.ts";
import type { Workspace } from "../lib/workspace/index.ts";

type Side = Pick<Workspace, "packagesYaml" | "upstream">;

/** What a change of packages.yaml, or of folders beside it, does to what is built. */
export type Changes = {
  readonly changed: readonly ChangedEntry[];
  /** Entries that are not listed any more. */
  readonly removed: readonly string[];
};

/**
 * An entry as it will be, and as it is now; `base` null: it is new. "own": its source, pin, names, tests, what it is
 * allowed, or files of its folder changed. "shared": only what may be the same for all did, image, network or time.
 */
export type ChangedEntry = {
  readonly base: Entry | null;
  readonly head: Entry;
  readonly kind: "own" | "shared";
};

/**
 * Entries that are built otherwise, or for the first time. What never reaches a build changes none: cooldown, `keep`,
 * `vcs`, `rebuild-on`. Those without a pin are built by nobody. `base` null: there was no list that can be read.
 */
export async function changedEntries(base: Side | null, head: Side): Promise<Changes> {
  const before = new Map(base?.packagesYaml.entries.map((entry) => [entry.name, entry]));
  const after = new Set(head.packagesYaml.entries.map(({ name }) => name));
  const sameImage = base?.packagesYaml.repository.image === head.packagesYaml.repository.image;
  const changed: ChangedEntry[] = [];
  for (const entry of head.packagesYaml.entries) {
    if (entry.ref === null && "git" in entry.source) continue;
    const earlier = before.get(entry.name) ?? null;
    const sameFiles = base !== null && earlier !== null && (await sameFolder(earlier, entry, { base, head }));
    if (!sameFiles || !isDeepStrictEqual(ownPart(earlier), ownPart(entry)))
      changed.push({ base: earlier, head: entry, kind: "own" });
    else if (!sameImage || !isDeepStrictEqual(sharedPart(earlier), sharedPart(entry)))
      changed.push({ base: earlier, head: entry, kind: "shared" });
  }
  return { changed, removed: [...before.keys()].filter((name) => !after.has(name)) };
}

function ownPart({ source, ref, publishes, tests, allow }: Entry) {
  return { source, ref, publishes, tests, allow };
}

function sharedPart({ settings: { network, timeoutSeconds } }: Entry) {
  return { network, timeoutSeconds };
}

/** True for what is no folder of this repository: its pin says what it holds. One that cannot be read is tried. */
async function sameFolder(
  earlier: Entry,
  entry: Entry,
  { base, head }: { readonly base: Side; readonly head: Side },
): Promise<boolean> {
  if (!("local" in entry.source)) return true;
  if (!("local" in earlier.source)) return false;
  const before = await base.upstream.tree(earlier).catch(() => null);
  const now = await head.upstream.tree(entry).catch(() => null);
  return now !== null && before?.tree === now.tree;
}

/** Packages that a new image, or another setting of all, is tried with. */
const SAMPLES = 5;

export type Choice = {
  readonly tried: readonly ChangedEntry[];
  /** Changed like those that are tried in their stead. */
  readonly spared: readonly ChangedEntry[];
};

/** A list of hundreds with another image does not fit into one job: a few of what only shares a change stand for all. */
export function entriesToTry(changed: readonly ChangedEntry[]): Choice {
  const shared = changed.filter(({ kind }) => kind === "shared");
  const spared = shared.slice(SAMPLES);
  return { tried: changed.filter((entry) => !spared.includes(entry)), spared };
}
