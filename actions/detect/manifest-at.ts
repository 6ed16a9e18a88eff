import { type Base, type Forge, readBase, readFileAt } from "../lib/forge/index.ts";
import {
  EditError,
  type Entry,
  formatProblems,
  movePin,
  type PackagesYaml,
  readPackagesYaml,
  setPublishes,
} from "../lib/packages-yaml/index.ts";

/** packages.yaml at the tip of the default branch: what pull requests are based on. */
export type Manifest = {
  readonly base: Base;
  readonly path: string;
  readonly text: string;
  readonly value: PackagesYaml;
  /** Reads another version of it; null: it is not valid. */
  read(text: string): PackagesYaml | null;
};

export async function readManifestAt(
  forge: Forge,
  { path, aurUrl }: { readonly path: string; readonly aurUrl: string },
): Promise<Manifest> {
  const base = await readBase(forge);
  const text = await readFileAt(forge, path, base.commit);
  if (text === null) throw new Error(`${forge.repository} has no ${path} on its branch ${base.branch}`);
  const parse = (content: string) =>
    readPackagesYaml({ bytes: new TextEncoder().encode(content), file: path }, { aurUrl, allowFile: true });
  const parsed = parse(text);
  if (!parsed.ok) throw new Error(formatProblems(parsed.problems));
  const read = (content: string) => {
    const other = parse(content);
    return other.ok ? other.value : null;
  };
  return { base, path, text, value: parsed.value, read };
}

/** What a pull request changes: the pin, and the names to publish where they are others. */
export function proposedText(
  text: string,
  {
    entry,
    commit,
    publishes,
  }: { readonly entry: string; readonly commit: string; readonly publishes: readonly string[] },
): string {
  const moved = movePin(text, entry, commit);
  return publishes.length === 0 ? moved : setPublishes(moved, entry, publishes);
}

/** Whether `after` is what we would have made of `before` for one of these commits. */
export function isOurEdit(manifest: Manifest, { before, after, entry, commits }: EditInQuestion): boolean {
  const proposed = entryNamed(manifest.read(after), entry);
  if (proposed?.ref?.kind !== "commit" || !commits.includes(proposed.ref.sha)) return false;
  try {
    const commit = proposed.ref.sha;
    return proposedText(before, { entry, commit, publishes: proposed.publishes }) === after;
  } catch (error) {
    if (error instanceof EditError) return false;
    throw error;
  }
}

export type EditInQuestion = {
  readonly before: string;
  readonly after: string;
  readonly entry: string;
  readonly commits: readonly string[];
};

export function entryNamed(value: PackagesYaml | null, name: string): Entry | null {
  return value?.entries.find((entry) => entry.name === name) ?? null;
}
