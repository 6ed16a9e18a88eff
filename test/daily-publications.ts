import assert from "node:assert/strict";
import { utimes } from "node:fs/promises";
import path from "node:path";
import { type Pruned, type PruneRequest, prune, verifyStore } from "../actions/lib/publishing/index.ts";
import type { Store } from "../actions/lib/store/index.ts";
import { entryOf, NOW, type PublishingWorld, publishPackages, REPOSITORY } from "./publishing-world.ts";

const DAY = 86_400_000;
export const alpha = entryOf("alpha");

/** So many days after the first publication. */
export const after = (days: number) => new Date(NOW.getTime() + days * DAY);

/** alpha 1-1, 2-1, …: one publication a day, and its objects as old as it. */
export async function daily(world: PublishingWorld, days: number, first = 0): Promise<void> {
  for (let day = first; day < days; day++) {
    const packages = [{ pkgname: "alpha", version: `${day + 1}-1` }];
    const before = new Set(await keysIn(world.store));
    await publishPackages(world, [alpha], { packages, now: after(day) });
    for (const key of await keysIn(world.store)) if (!before.has(key)) await date(world, key, after(day));
    for (const kind of ["db", "files"]) await date(world, `${REPOSITORY}.${kind}`, after(day));
  }
}

export async function date({ root }: PublishingWorld, key: string, when: Date): Promise<void> {
  await utimes(path.join(root, key), when, when);
}

export async function keysIn(store: Store): Promise<readonly string[]> {
  return (await Array.fromAsync(store.list(""))).map(({ key }) => key).sort();
}

export async function pruned(world: PublishingWorld, changes: Partial<PruneRequest> = {}): Promise<Pruned> {
  return await prune({
    store: world.store,
    repositoryName: REPOSITORY,
    keepSeconds: 14 * 86_400,
    now: after(20),
    runs: null,
    isDeletion: true,
    progress: () => {},
    ...changes,
  });
}

export async function isWhole(world: PublishingWorld): Promise<void> {
  const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
  assert.deepEqual(problems, []);
}

/** Of the packages among these keys. */
export const versions = (keys: readonly string[]) =>
  keys.flatMap((key) => /^alpha-(\d+)-1-any\.[0-9a-f]{8}\.pkg\.tar\.zst$/.exec(key)?.[1] ?? []);
