import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { AurPackage } from "./aur-package.ts";
import { jsonObjects } from "./json-objects.ts";

/** 100,000 packages take 90 MB. */
const MOST_BYTES = 1024 * 1024 * 1024;
const MOST_ENTRY_BYTES = 4 * 1024 * 1024;

/** Which packages are looked for: by pkgbase, or by a pkgname that they build. */
export type Wanted = { readonly pkgbases: ReadonlySet<string>; readonly pkgnames: ReadonlySet<string> };

/**
 * The packages wanted, by pkgbase, of the AUR's metadata archive (packages-meta-ext-v1.json.gz: an array with an
 * object for each pkgname). Entry by entry: what is not wanted is not held.
 *
 * @throws Error where the archive is damaged or too large
 */
export async function readPackages(
  archive: AsyncIterable<Uint8Array>,
  wanted: Wanted,
): Promise<ReadonlyMap<string, AurPackage>> {
  const found = new Map<string, AurPackage>();
  const pkgnames = new Map<string, string[]>();
  for await (const texts of jsonObjects(unpack(archive), MOST_ENTRY_BYTES)) {
    for (const text of texts) {
      const entry = JSON.parse(text) as Listed;
      const { Name: pkgname, PackageBase: pkgbase } = entry;
      if (!isName(pkgname) || !isName(pkgbase)) continue;
      pkgnames.set(pkgbase, [...(pkgnames.get(pkgbase) ?? []), pkgname]);
      if (wanted.pkgbases.has(pkgbase) || wanted.pkgnames.has(pkgname))
        found.set(pkgbase, packageOf(pkgbase, entry));
    }
  }
  if (pkgnames.size === 0) throw new Error("it lists no package at all");
  return new Map(
    Array.from(found, ([pkgbase, one]) => [
      pkgbase,
      { ...one, pkgnames: (pkgnames.get(pkgbase) ?? []).sort() },
    ]),
  );
}

/** As the archive has it, which nobody has checked yet. */
type Listed = Readonly<Record<string, unknown>>;

async function* unpack(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of Readable.from(archive).pipe(createGunzip({ chunkSize: 256 * 1024 }))) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`it unfolds to more than ${MOST_BYTES} bytes`);
    yield chunk;
  }
}

function packageOf(pkgbase: string, entry: Listed): AurPackage {
  const coMaintainers = Array.isArray(entry.CoMaintainers) ? entry.CoMaintainers : [];
  return {
    pkgbase,
    pkgnames: [],
    version: wordOf(entry.Version) ?? "",
    maintainer: wordOf(entry.Maintainer),
    coMaintainers: coMaintainers
      .map(wordOf)
      .filter((name) => name !== null)
      .slice(0, 1000),
    submitter: wordOf(entry.Submitter),
    firstSubmitted: countOf(entry.FirstSubmitted) ?? 0,
    lastModified: countOf(entry.LastModified) ?? 0,
    outOfDate: countOf(entry.OutOfDate),
    votes: countOf(entry.NumVotes) ?? 0,
  };
}

/** The AUR lets through what makepkg accepts as a pkgname. */
function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= 128 && /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/.test(value);
}

/** On one line and bounded, whatever stands there. */
function wordOf(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.replace(/\p{Cc}/gu, "\uFFFD").slice(0, 255);
}

function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
