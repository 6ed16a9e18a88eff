import { access } from "node:fs/promises";
import type { Handover } from "./handover.ts";

/** What one job may upload, with room for what else it hands over (platform facts A1.9: 500). */
const MOST_PAGES = 400;

/** Gives files that people look at, each as it is; answers the artefacts' ids by name. What is not there is left out. */
export async function givePages(
  handover: Handover,
  files: readonly { readonly name: string; readonly file: string }[],
): Promise<ReadonlyMap<string, number>> {
  const given = new Set<string>();
  for (const { name, file } of files.slice(0, MOST_PAGES)) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    await handover.give(name, file);
    given.add(name);
  }
  if (given.size === 0) return new Map();
  const listed = await handover.list();
  return new Map(listed.flatMap(({ name, id }) => (id !== null && given.has(name) ? [[name, id]] : [])));
}
