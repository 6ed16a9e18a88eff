import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Validator } from "./mirror.ts";

/** pkgname, `[epoch:]pkgver-pkgrel`, provisions as written ("libfoo.so=3-64"). */
export type NamedPackage = readonly [pkgname: string, version: string, provides: readonly string[]];

/** What is kept of one database. */
export type KnownNames = {
  readonly url: string;
  readonly validator: Validator;
  /** When it was fetched: UTC, ISO 8601. */
  readonly time: string;
  readonly packages: readonly NamedPackage[];
};

/** What was kept of the database at this address; null where nothing was, or nothing that can be used. */
export async function readKnownNames(folder: string, url: string): Promise<KnownNames | null> {
  const text = await readFile(cacheFile(folder, url), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const kept: unknown = JSON.parse(text);
    return isKept(kept) && kept.format === FORMAT && kept.url === url ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps names for the next start; a sentence where that failed, since work goes on without. */
export async function writeKnownNames(folder: string, names: KnownNames): Promise<string | null> {
  const file = cacheFile(folder, names.url);
  const staged = `${file}.${randomUUID()}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(staged, JSON.stringify({ format: FORMAT, ...names }));
    await rename(staged, file);
    return null;
  } catch (error) {
    return `the names of ${names.url} could not be kept for the next start: ${String(error)}`;
  }
}

const FORMAT = 1;

type Kept = KnownNames & { readonly format: number };

function cacheFile(folder: string, url: string): string {
  return join(folder, `${createHash("sha256").update(url).digest("hex").slice(0, 16)}.json`);
}

/** Our own file: its outline is enough, a cut one is no JSON. */
function isKept(value: unknown): value is Kept {
  return typeof value === "object" && value !== null && "packages" in value && Array.isArray(value.packages);
}
