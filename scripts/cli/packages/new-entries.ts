import type { TrackedEntry } from "../../../actions/detect/find-heads.ts";
import {
  addEntry,
  EditError,
  type NewEntry,
  type PackagesYaml,
} from "../../../actions/lib/packages-yaml/index.ts";
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
    const added = addedTo(file, text, entry);
    if ("reason" in added) refused.push({ name: entry.name, reason: added.reason });
    else {
      text = added.text;
      written.push(entry);
    }
  }
  return { text, written, refused };
}

type Added = { readonly text: string; readonly value: PackagesYaml } | { readonly reason: string };

function addedTo(file: ManifestFile, text: string, entry: NewEntry): Added {
  try {
    const after = addEntry(text, entry);
    const value = file.read(after);
    return typeof value === "string" ? { reason: value } : { text: after, value };
  } catch (error) {
    if (error instanceof EditError) return { reason: error.message };
    throw error;
  }
}

/** An entry that was not reviewed yet. */
export function newEntryOf(name: string, wish: Wish): NewEntry {
  const usual = { name, git: null, branch: null, path: null, ref: null, packages: null };
  if (wish.kind === "aur") return usual;
  return { ...usual, git: wish.git, branch: wish.branch, path: wish.path === "" ? null : wish.path };
}

/** The entry as packages.yaml would be read with it; what is wrong with it where it cannot be listed. */
export function trackedEntry(file: ManifestFile, entry: NewEntry): TrackedEntry | string {
  const added = addedTo(file, file.text, entry);
  if ("reason" in added) return added.reason;
  const found = added.value.entries.find(({ name }) => name === entry.name);
  if (found === undefined || !("git" in found.source)) return "it is no git repository";
  return { ...found, source: found.source };
}

/** `packages:` of an entry; null where it only publishes its own name. */
export function publishesOf(name: string, pkgnames: readonly string[]): readonly string[] | null {
  return pkgnames.length === 0 || (pkgnames.length === 1 && pkgnames[0] === name) ? null : pkgnames;
}
