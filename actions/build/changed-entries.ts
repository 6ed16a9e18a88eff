import { isDeepStrictEqual } from "node:util";
import type { Entry } from "../lib/packages-yaml/index.ts";
import type { Workspace } from "../lib/workspace/index.ts";

type Side = Pick<Workspace, "packagesYaml" | "upstream">;

/** An entry as it will be, and as it is now; `base` null: it is new. */
export type ChangedEntry = { readonly base: Entry | null; readonly head: Entry };

/**
 * Entries that a change builds otherwise, or for the first time: what packages.yaml says of them is different, or the
 * image of all, or files of a folder of this repository. Those without a pin are built by nobody.
 */
export async function changedEntries(base: Side, head: Side): Promise<readonly ChangedEntry[]> {
  const before = new Map(base.packagesYaml.entries.map((entry) => [entry.name, entry]));
  const sameImage = base.packagesYaml.repository.image === head.packagesYaml.repository.image;
  const changed: ChangedEntry[] = [];
  for (const entry of head.packagesYaml.entries) {
    if (entry.ref === null && "git" in entry.source) continue;
    const earlier = before.get(entry.name) ?? null;
    const same = sameImage && isDeepStrictEqual(earlier, entry);
    if (same && (!("local" in entry.source) || (await sameFolder(entry, base, head)))) continue;
    changed.push({ base: earlier, head: entry });
  }
  return changed;
}

async function sameFolder(entry: Entry, base: Side, head: Side): Promise<boolean> {
  const earlier = await base.upstream.tree(entry).catch(() => null);
  return earlier !== null && earlier.tree === (await head.upstream.tree(entry)).tree;
}
