import { posix } from "node:path";
import type { LinkedFile, PackageContents } from "../../archive/index.ts";
import type { TestResult } from "../../documents/index.ts";

/** What a root file system offers to programs: `cached` by bits and soname, as `ldconfig -p` lists them. */
export type AvailableLibraries = {
  readonly cached: ReadonlySet<string>;
  /** Absolute paths that exist, of those that were asked about. */
  readonly present: ReadonlySet<string>;
};

type Missing = { readonly path: string; readonly soname: string };

/** Absolute paths, below the folders of rpath and runpath, at which a package's files may find what they need. */
export function searchedPaths(file: PackageContents): readonly string[] {
  const paths = file.linkedFiles.flatMap((linked) =>
    linked.needed.flatMap((soname) => searchFolders(linked).map((folder) => posix.join(folder, soname))),
  );
  return [...new Set(paths)];
}

/**
 * Whether everything that a package's files link to is there. A missing library fails the test for what lies
 * directly in usr/bin and usr/lib; elsewhere it is noted, since wrappers and the program that loads a plugin
 * bring libraries of their own.
 */
export function judgeLibraries(
  file: PackageContents,
  available: AvailableLibraries,
  allowed: boolean,
): Pick<TestResult, "outcome" | "detail"> {
  const missing = missingLibraries(file, available);
  if (missing.length === 0) return { outcome: "passed", detail: "" };
  const grave = missing.filter(({ path }) => ["usr/bin", "usr/lib"].includes(posix.dirname(path)));
  const shown = (grave.length > 0 ? grave : missing).slice(0, MOST_SHOWN);
  const rest = missing.length - shown.length;
  const named = shown.map(({ path, soname }) => `${path} needs ${soname}`).join("; ");
  const detail = `${named}${rest > 0 ? `; and ${rest} more` : ""}, which nothing installed offers`;
  if (grave.length === 0 || allowed) return { outcome: "noted", detail };
  const advice = `add what offers it to depends, or "unresolved-library" to this entry's allow`;
  return { outcome: "failed", detail: `${detail}: ${advice}` };
}

const MOST_SHOWN = 5;

function missingLibraries(file: PackageContents, available: AvailableLibraries): readonly Missing[] {
  return file.linkedFiles.flatMap((linked) =>
    linked.needed
      .filter((soname) => !isFound(soname, linked, available))
      .map((soname) => ({ path: linked.path, soname })),
  );
}

function isFound(soname: string, linked: LinkedFile, { cached, present }: AvailableLibraries): boolean {
  // A path instead of a name is taken as it is; the kernel itself brings the vdso.
  if (soname.includes("/") || /^linux-(vdso|gate)/.test(soname)) return true;
  if (cached.has(`${linked.bits} ${soname}`)) return true;
  return searchFolders(linked).some((folder) => present.has(posix.join(folder, soname)));
}

/** Dynamic string tokens: ld.so(8). */
function searchFolders({ path, searches }: LinkedFile): readonly string[] {
  return searches.map((search) => {
    const origin = search.replaceAll(/\$(ORIGIN|\{ORIGIN\})/g, `/${posix.dirname(path)}`);
    return posix.resolve("/", origin.replaceAll(/\$(LIB|\{LIB\})/g, "lib"));
  });
}

/** Reads `ldconfig -p`: "\tlibc.so.6 (libc6,x86-64) => /usr/lib/libc.so.6". */
export function readLibraryCache(text: string): ReadonlySet<string> {
  const entries = text.matchAll(/^\t(\S+) \(([^)]*)\) => /gm);
  return new Set([...entries].map(([, name, kind]) => `${kind?.includes("x86-64") ? 64 : 32} ${name}`));
}
