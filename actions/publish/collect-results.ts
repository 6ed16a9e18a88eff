import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuildPlan, readBuildPlan, readBuildResult } from "../lib/documents/index.ts";
import type { CollectedResult } from "../lib/publishing/index.ts";

/** What a build left in its results folder. */
export type Collected = {
  /** null: no plan lies beside the results. */
  readonly plan: BuildPlan | null;
  /** Of several attempts at one entry the newest that validates. */
  readonly results: readonly CollectedResult[];
  /** Folders whose document cannot be read, in words. */
  readonly unreadable: readonly string[];
};

export const PLAN_FILE = "plan.json";

/** Reads every `<entry>.<key>.<attempt>/result.json`; a folder without one belongs to a build that was killed. */
export async function collectResults(folder: string): Promise<Collected> {
  const names = (await readdir(folder, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const newest = new Map<string, CollectedResult & { readonly attempt: number }>();
  const unreadable: string[] = [];
  for (const name of names.sort()) {
    const found = await readResult(join(folder, name)).catch((error: Error) => error);
    if (found instanceof Error) unreadable.push(found.message);
    else if (found !== null) keepNewest(newest, found, attemptOf(name));
  }
  const results = [...newest.values()].map(({ result, folder: own }) => ({ result, folder: own }));
  return { plan: await readPlan(folder), results, unreadable };
}

async function readResult(folder: string): Promise<CollectedResult | null> {
  const file = join(folder, "result.json");
  const bytes = await readFile(file).catch(() => null);
  return bytes === null ? null : { result: readBuildResult(bytes, file), folder };
}

function attemptOf(name: string): number {
  return Number(name.slice(name.lastIndexOf(".") + 1)) || 0;
}

function keepNewest(
  newest: Map<string, CollectedResult & { readonly attempt: number }>,
  found: CollectedResult,
  attempt: number,
): void {
  const name = `${found.result.entry} ${found.result.key}`;
  const before = newest.get(name);
  if (before === undefined || before.attempt < attempt) newest.set(name, { ...found, attempt });
}

async function readPlan(folder: string): Promise<BuildPlan | null> {
  const file = join(folder, PLAN_FILE);
  const bytes = await readFile(file).catch(() => null);
  return bytes === null ? null : readBuildPlan(bytes, file);
}
