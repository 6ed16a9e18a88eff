import type { StoredObject } from "../documents/index.ts";
import type { Store } from "../store/index.ts";
import { readUnlessEmpty } from "./consistency.ts";
import { publishedNames } from "./names.ts";
import { type Published, readPublished } from "./published.ts";
import { digestOf } from "./stored-object.ts";
import { agrees, switchWellKnown, wellKnown } from "./well-known.ts";
import { publishingWorkspace } from "./workspace.ts";

export type StoreProblem = {
  readonly key: string;
  readonly problem: "missing" | "different" | "outdated" | "newer";
  /** What it is, and what to do. */
  readonly message: string;
};

export type Verification = {
  /** null: nothing is published. */
  readonly state: Published["state"] | null;
  /** Objects whose bytes were read. */
  readonly checked: number;
  /** What is wrong, after the repair where one was asked for. */
  readonly problems: readonly StoreProblem[];
  /** Well-known names that were restored. */
  readonly repaired: readonly string[];
};

/**
 * Reads every object that the state and its manifest name and compares its hash. `repair` restores the well-known
 * names from the state and changes nothing else. Throws a PublishingError where the state or its manifest
 * cannot be read.
 */
export async function verifyStore(
  store: Store,
  { repositoryName, repair }: { repositoryName: string; repair: boolean },
): Promise<Verification> {
  // Before the state: who publishes meanwhile must not look like a state that is too old.
  const newest = await newestManifest(store);
  const published =
    (await readPublished(store, repositoryName)) ?? (await readUnlessEmpty(store, repositoryName));
  if (published === null) return { state: null, checked: 0, problems: [], repaired: [] };
  const objects = [...namedObjects(published)];
  const problems = [...(await objectProblems(store, objects)), ...olderState(published, newest)];
  const generationIsWhole = problems.every(({ key }) => !key.startsWith(published.manifest.database));
  const repaired = repair && generationIsWhole ? await restore(store, repositoryName) : [];
  const outdated = await wellKnownProblems(store, published);
  const checked = objects.length + 2;
  return { state: published.state, checked, problems: [...problems, ...outdated], repaired };
}

function* namedObjects(published: Published): Generator<readonly [string, StoredObject]> {
  for (const { target, expected } of Object.values(wellKnown(published))) yield [target, expected];
  for (const { published: one } of publishedNames(published.manifest.entries).values())
    yield [one.object, one];
}

async function objectProblems(
  store: Store,
  objects: readonly (readonly [string, StoredObject])[],
): Promise<readonly StoreProblem[]> {
  const problems: StoreProblem[] = [];
  for (const [key, expected] of objects) {
    const found = await digestOf(store, key);
    if (found === null) {
      problems.push({
        key,
        problem: "missing",
        message: `${key} is gone: restore it from a copy, or build it again`,
      });
    } else if (found.sha256 !== expected.sha256) {
      const message = `${key} has sha256 ${found.sha256}, not ${expected.sha256}: restore it from a copy`;
      problems.push({ key, problem: "different", message });
    }
  }
  return problems;
}

async function wellKnownProblems(store: Store, published: Published): Promise<readonly StoreProblem[]> {
  const problems: StoreProblem[] = [];
  for (const name of Object.values(wellKnown(published))) {
    if (await agrees(store, name)) continue;
    const message = `${name.key} is not ${name.target}, which the state names: \`scripts/autorepo verify --repair\` restores it`;
    problems.push({ key: name.key, problem: "outdated", message });
  }
  return problems;
}

/** The highest generation that some publisher has tried. */
async function newestManifest(
  store: Store,
): Promise<{ readonly key: string; readonly generation: number } | null> {
  let newest = null;
  for await (const { key } of store.list("manifests/")) {
    const generation = Number(/^manifests\/([0-9]+)-/.exec(key)?.[1] ?? -1);
    if (newest === null || generation > newest.generation) newest = { key, generation };
  }
  return newest;
}

/** Generation n + 2 is only ever tried on a committed n + 1. */
function olderState(
  { state }: Published,
  newest: { readonly key: string; readonly generation: number } | null,
): readonly StoreProblem[] {
  if (newest === null || newest.generation <= state.generation + 1) return [];
  const message =
    `${newest.key} was made after a generation that the state (${state.generation}) does not know: ` +
    "state.json is older than the store, restore its newest copy";
  return [{ key: newest.key, problem: "newer", message }];
}

async function restore(store: Store, repositoryName: string): Promise<readonly string[]> {
  await using workspace = await publishingWorkspace();
  return (await switchWellKnown(store, { repositoryName, folder: workspace.folder })).switched;
}
