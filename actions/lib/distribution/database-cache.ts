import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Validator } from "./mirror.ts";

/** What is kept of one database: what was read in it, an element for each thing found. */
export type KnownDatabase<Found> = {
  readonly url: string;
  readonly validator: Validator;
  /** When it was fetched: UTC, ISO 8601. */
  readonly time: string;
  readonly found: readonly Found[];
};

/** What was kept of the database at this address; null where nothing was, or nothing that can be used. */
export async function readKnown<Found>(folder: string, url: string): Promise<KnownDatabase<Found> | null> {
  const text = await readFile(cacheFile(folder, url), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    return isKept<Found>(kept) && kept.format === FORMAT && kept.url === url ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps it for the next start; a sentence where that failed, since work goes on without. */
export async function writeKnown<Found>(folder: string, known: KnownDatabase<Found>): Promise<string | null> {
  const file = cacheFile(folder, known.url);
  const staged = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(staged, JSON.stringify({ format: FORMAT, ...known }));
    await rename(staged, file);
    return null;
  } catch (error) {
    return `what ${known.url} holds could not be kept for the next start: ${String(error)}`;
  }
}

const FORMAT = 2;

type Kept<Found> = KnownDatabase<Found> & { readonly format: number };

function cacheFile(folder: string, url: string): string {
  return join(folder, `${createHash("sha256").update(url).digest("hex").slice(0, 16)}.json`);
}

/** Our own file: its outline is enough, a cut one is no JSON. */
function isKept<Found>(value: unknown): value is Kept<Found> {
  return typeof value === "object" && value !== null && "found" in value && Array.isArray(value.found);
}
