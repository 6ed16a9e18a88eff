import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, dirname, posix } from "node:path";
import type { Observation } from "../documents/index.ts";
import { ArchiveError, quoted } from "./archive-error.ts";
import { decompressZstd } from "./decompression.ts";
import { readDynamicFacts } from "./elf.ts";
import { type LinkedFile, neededSonames, offeredSonames } from "./libraries.ts";
import { type MemberRules, memberRules } from "./member-rules.ts";
import { abridge, observe, observeScriptlet } from "./observations.ts";
import { type BuildInfo, type PackageInfo, parseBuildInfo, parsePackageInfo } from "./package-info.ts";
import { spool } from "./spooled-file.ts";
import type { TarEntry, TarLimits, TarMember } from "./tar-member.ts";
import { readTar } from "./tar-reader.ts";

/** What is known of a package from its bytes alone. */
export type PackageContents = {
  /** Of the compressed file, in hex. */
  readonly sha256: string;
  readonly bytes: number;
  readonly info: PackageInfo;
  readonly buildInfo: BuildInfo;
  /** Paths as the files database wants them: folders end with a slash, sorted by their bytes. */
  readonly files: readonly string[];
  readonly scriptlet: boolean;
  readonly observations: readonly Observation[];
  readonly linkedFiles: readonly LinkedFile[];
  /** Sonames as "libfoo.so=3-64". */
  readonly offers: readonly string[];
  readonly needs: readonly string[];
};

/** Far above real packages (games of 10 GB, 100,000 files of headers), far below what a bomb wants. */
export const PACKAGE_LIMITS: TarLimits = {
  members: 500_000,
  memberBytes: 16 * 1024 ** 3,
  totalBytes: 32 * 1024 ** 3,
};

/**
 * Reads a .pkg.tar.zst in one pass without running anything of it. Memory does not grow with the files'
 * sizes. Throws an ArchiveError that names the file and what is wrong with it.
 */
export async function readPackage(file: string, limits = PACKAGE_LIMITS): Promise<PackageContents> {
  const seen = { hash: createHash("sha256"), bytes: 0 };
  try {
    const reading = await readMembers(readTar(decompressZstd(watched(file, seen)), limits));
    return { sha256: seen.hash.digest("hex"), bytes: seen.bytes, ...summarise(reading) };
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new ArchiveError(cause.code, `${quoted(basename(file))}: ${cause.message}`, { cause });
  }
}

type Reading = {
  readonly rules: MemberRules;
  readonly paths: string[];
  readonly metadata: Map<string, Buffer>;
  readonly observations: Observation[];
  readonly linkedFiles: LinkedFile[];
  /** Link to target, of symbolic and hard links that may be libraries. */
  readonly links: Map<string, string>;
  /** Of the libraries and folders that linked files name, so far. */
  nameBytes: number;
};

/** Of what is kept whole; a .MTREE is only looked at for being there. */
const METADATA_BYTES: ReadonlyMap<string, number> = new Map([
  [".PKGINFO", 1024 * 1024],
  [".BUILDINFO", 4 * 1024 * 1024],
  [".INSTALL", 1024 * 1024],
  [".MTREE", 0],
]);
const OBSERVATIONS_PER_KIND = 200;
/** Of the shortest header. */
const ELF_BYTES = 52;
const LINKED_NAME_BYTES = 16 * 1024 * 1024;
/** Real packages with all their plugins have some hundred, of 20 bytes. */
const SONAME_BYTES = 512 * 1024;

async function* watched(
  file: string,
  seen: { readonly hash: Hash; bytes: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of createReadStream(file, { highWaterMark: 128 * 1024 })) {
    seen.hash.update(chunk);
    seen.bytes += chunk.length;
    yield chunk;
  }
}

async function readMembers(members: AsyncIterable<TarEntry>): Promise<Reading> {
  const reading: Reading = {
    rules: memberRules(),
    paths: [],
    metadata: new Map(),
    observations: [],
    linkedFiles: [],
    links: new Map(),
    nameBytes: 0,
  };
  for await (const member of members) {
    reading.rules.check(member);
    reading.observations.push(...observe(member));
    const most = METADATA_BYTES.get(member.path);
    if (most !== undefined) reading.metadata.set(member.path, await keep(member, most));
    else if (member.type === "file" && member.bytes >= ELF_BYTES) await lookInside(member, reading);
    if (member.linkTarget !== null && member.path.includes(".so")) {
      reading.links.set(member.path, linkedPath(member));
    }
    if (!member.path.startsWith(".")) reading.paths.push(member.path);
  }
  return reading;
}

async function keep(member: TarEntry, most: number): Promise<Buffer> {
  if (member.type !== "file") throw new ArchiveError("forbidden", `${member.path} is a ${member.type}`);
  if (most > 0 && member.bytes > most) {
    throw new ArchiveError("limit", `${member.path} has ${member.bytes} bytes, more than ${most}`);
  }
  return Buffer.concat(most > 0 ? await Array.fromAsync(member.body) : []);
}

async function lookInside(member: TarEntry, reading: Reading): Promise<void> {
  const parts = member.body[Symbol.asyncIterator]();
  const start = await atLeast(ELF_BYTES, parts);
  if (start.toString("latin1", 0, 4) !== "\x7fELF") return;
  await using bytes = await spool({ parts: prepended(start, parts), bytes: member.bytes });
  const facts = await readDynamicFacts(bytes.read);
  if (!facts) return;
  reading.linkedFiles.push({ path: member.path, ...facts });
  reading.nameBytes += [...facts.needed, ...facts.searches, facts.soname].join().length;
  if (reading.nameBytes > LINKED_NAME_BYTES) {
    throw new ArchiveError("limit", `the libraries that its files name fill ${reading.nameBytes} bytes`);
  }
}

function summarise(reading: Reading): Omit<PackageContents, "sha256" | "bytes"> {
  const { linkedFiles, links, metadata } = reading;
  const scriptlet = metadata.get(".INSTALL");
  const observations = scriptlet
    ? [...reading.observations, observeScriptlet(scriptlet.toString())]
    : reading.observations;
  required(metadata, ".MTREE");
  const offers = offeredSonames(linkedFiles, links);
  const needs = neededSonames(linkedFiles, links);
  requireFew(offers, needs);
  return {
    info: parsePackageInfo(required(metadata, ".PKGINFO")),
    buildInfo: parseBuildInfo(required(metadata, ".BUILDINFO")),
    files: sortedByBytes(reading.paths),
    scriptlet: scriptlet !== undefined,
    observations: abridge(observations, OBSERVATIONS_PER_KIND),
    linkedFiles,
    offers,
    needs,
  };
}

/** They stay in the manifest, which nobody reads any more once it is larger than a store's largest document. */
function requireFew(...lists: readonly (readonly string[])[]): void {
  const bytes = Buffer.byteLength(lists.flat().join());
  if (bytes <= SONAME_BYTES) return;
  const words = `the sonames that it offers and needs fill ${bytes} bytes, more than ${SONAME_BYTES}`;
  throw new ArchiveError("limit", words);
}

/** Hard links name a member, symbolic ones a place as seen from their folder. */
function linkedPath(member: TarMember): string {
  const target = member.linkTarget ?? "";
  return member.type === "hardlink" ? target : posix.resolve("/", dirname(member.path), target).slice(1);
}

function required(metadata: ReadonlyMap<string, Buffer>, name: string): Buffer {
  const bytes = metadata.get(name);
  if (!bytes) throw new ArchiveError("malformed", `it has no ${name}, so makepkg did not make it`);
  return bytes;
}

/** The first `count` bytes and what came with them; fewer where the body is shorter. */
async function atLeast(count: number, parts: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < count) {
    const next = await parts.next();
    if (next.done) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

async function* prepended(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** As `LC_ALL=C sort` does: JavaScript compares UTF-16 units, which differs beyond the basic plane. */
function sortedByBytes(paths: readonly string[]): readonly string[] {
  const bytes = paths.map((path) => Buffer.from(path).toString("latin1")).sort();
  return bytes.map((path) => Buffer.from(path, "latin1").toString());
}
