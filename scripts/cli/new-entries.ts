import type { TrackedEntry } from "../../actions/detect/find-heads.ts";
import { addEntry, type NewEntry } from "../../actions/lib/packages-yaml/index.ts";
import { CommandError } from "./exit-codes.ts";
import type { Wish } from "./find-additions.ts";
import type { ManifestFile } from "./manifest-file.ts";

/** Entries that packages.yaml cannot list, and why. */
export type Refused = { readonly name: string; readonly reason: string };

/** packages.yaml with entries added one after another; those that would make it invalid are left out. */
export function withEntries(
  file: ManifestFile,
  entries: readonly NewEntry[],
): { readonly text: string; readonly written: readonly NewEntry[]; readonly refused: readonly Refused[] } {
  const written: NewEntry[] = [];
  const refused: Refused[] = [];
  let text = file.text;
  for (const entry of entries) {
    try {
      text = file.edited(text, (before) => addEntry(before, entry));
      written.push(entry);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      refused.push({ name: entry.name, reason: error.message });
    }
  }
  return { text, written, refused };
}

/** An entry that was not reviewed yet. */
export function newEntryOf(name: string, wish: Wish): NewEntry {
  const usual = { name, git: null, branch: null, path: null, ref: null, packages: null };
  if (wish.kind === "aur") return usual;
  return { ...usual, git: wish.git, branch: wish.branch, path: wish.path === "" ? null : wish.path };
}

/** The entry as packages.yaml would be read with it; what is wrong with it where it cannot be listed. */
export function trackedEntry(file: ManifestFile, entry: NewEntry): TrackedEntry | string {
  const { text, refused } = withEntries(file, [entry]);
  const [refusal] = refused;
  if (refusal !== undefined) return refusal.reason;
  const found = file.read(text)?.entries.find(({ name }) => name === entry.name);
  if (found === undefined || !("git" in found.source)) return "it is no git repository";
  return { ...found, source: found.source };
}

/** `packages:` of an entry; null where it only publishes its own name. */
export function publishesOf(name: string, pkgnames: readonly string[]): readonly string[] | null {
  return pkgnames.length === 0 || (pkgnames.length === 1 && pkgnames[0] === name) ? null : pkgnames;
}
