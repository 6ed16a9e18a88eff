import { lstat, readdir } from "node:fs/promises";
import path from "node:path";
import {
  ArchiveError,
  type PackageContents,
  quoted,
  readPackage,
  storeFileName,
} from "../../archive/index.ts";
import type { BuildResult, PublishedPackage } from "../../documents/index.ts";
import { systemCode } from "../../store/index.ts";
import type { Candidate, CandidatePackage, CollectedResult } from "../publication.ts";

/** Reads the package files of built results from their bytes; what cannot be read becomes a problem of that result. */
export async function readCandidates(results: readonly CollectedResult[]): Promise<readonly Candidate[]> {
  const candidates = [];
  for (const collected of results) candidates.push(await readCandidate(collected));
  return candidates;
}

async function readCandidate({ result, folder }: CollectedResult): Promise<Candidate> {
  if (result.outcome !== "built") return { result, packages: [], problems: [] };
  const below = path.join(folder, "packages");
  const names = await namesIn(below);
  const problems = [...listingProblems(result, names)];
  const packages: CandidatePackage[] = [];
  for (const { file, sha256 } of problems.length === 0 ? result.packages : []) {
    const read = await readCandidatePackage(path.join(below, file), sha256);
    if (typeof read === "string") problems.push(read);
    else packages.push(read);
  }
  return { result, packages, problems };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** The files handed over must be exactly those of the result: neither more nor less (security.md cases 57 and 58). */
function listingProblems({ packages }: BuildResult, names: readonly string[]): readonly string[] {
  const listed = packages.map(({ file }) => file);
  const missing = listed.filter((file) => !names.includes(file));
  const unlisted = names.filter((name) => !listed.includes(name));
  return [
    ...(listed.length === 0 ? ["it was built, but no package was handed over"] : []),
    ...(new Set(listed).size < listed.length ? ["its result names one package file twice"] : []),
    ...missing.map((file) => `the file ${quoted(file)} of its result was not handed over`),
    ...unlisted.map((name) => `${quoted(name)} was handed over, which its result does not name`),
  ];
}

/** What the manifest takes; libraries of real programs are far from it. */
const SONAME = /^[^\x00-\x1f\x7f-\x9f]{1,1000}$/;

async function readCandidatePackage(file: string, sha256: string): Promise<CandidatePackage | string> {
  const name = quoted(path.basename(file));
  if (!(await lstat(file)).isFile()) return `${name} is no regular file`;
  try {
    const contents = await readPackage(file);
    if (contents.sha256 !== sha256) return `${name} has sha256 ${contents.sha256}, its result says ${sha256}`;
    const strange = [...contents.offers, ...contents.needs].find((soname) => !SONAME.test(soname));
    if (strange !== undefined) return `${name} has a library with the name ${quoted(strange)}`;
    const built = { file: path.basename(file), contents };
    return { path: file, built, published: publishedPackage(contents) };
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    // readPackage names the path on this machine, its cause does not.
    return `${name}: ${error.cause instanceof ArchiveError ? error.cause.message : error.message}`;
  }
}

/** What the manifest says of a package, from its bytes. Who signs it is known when it is published. */
export function publishedPackage(contents: PackageContents): PublishedPackage {
  const { sha256, bytes, info, offers, needs } = contents;
  const { pkgname, version, arch, size: installedBytes } = info;
  const object = storeFileName({ pkgname, version, arch, sha256 });
  return { pkgname, version, arch, object, sha256, bytes, installedBytes, signedBy: null, offers, needs };
}
