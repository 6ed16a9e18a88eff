import { dirname, posix } from "node:path";
import type { DynamicFacts } from "./elf.ts";

/** A dynamically linked file of a package; `path` is relative to the root. */
export type LinkedFile = DynamicFacts & { readonly path: string };

/** Link to target, both relative to the root. */
export type Links = ReadonlyMap<string, string>;

/**
 * The sonames that a package's libraries offer to others by lying in usr/lib (64 bit) or usr/lib32 (32 bit),
 * or by a link there of that name, as "libfoo.so=3-64": the form makepkg gave them in `provides`. Sorted.
 */
export function offeredSonames(files: readonly LinkedFile[], links: Links): readonly string[] {
  const linked = linksByTarget(files, links);
  const offered = files.flatMap(({ path, bits, soname }) => {
    if (soname === null) return [];
    const folder = SYSTEM_FOLDERS[bits];
    const isThere = dirname(path) === folder || linked.get(path)?.includes(`${folder}/${soname}`);
    return isThere ? [formatSoname(soname, bits)] : [];
  });
  return sortedSet(offered);
}

/**
 * The sonames its files need from elsewhere, in the same form. What the package itself has where the
 * file's linker finds it does not count: in usr/lib, or in a folder of its rpath or runpath. For files with
 * a folder of their own (plugins, bundled programs) any library of the package counts as found, since
 * wrappers and the rpath of the program that loads them are not seen here.
 */
export function neededSonames(files: readonly LinkedFile[], links: Links): readonly string[] {
  const own = ownLibraries(files, linksByTarget(files, links));
  const needed = files.flatMap((file) =>
    file.needed
      .filter((name) => isSoname(name) && !isFound(name, file, own))
      .map((name) => formatSoname(name, file.bits)),
  );
  return sortedSet(needed);
}

/** "libfoo.so.3" of 64 bit is "libfoo.so=3-64"; one without a version "libfoo-3.so=libfoo-3.so-64". */
export function formatSoname(soname: string, bits: 64 | 32): string {
  const at = soname.indexOf(".so.");
  if (at < 0) return `${soname}=${soname}-${bits}`;
  return `${soname.slice(0, at)}.so=${soname.slice(at + 4)}-${bits}`;
}

const SYSTEM_FOLDERS = { 64: "usr/lib", 32: "usr/lib32" } as const;

/** By bits and name, the folders in which the package has a library of that file name or soname. */
type OwnLibraries = ReadonlyMap<string, ReadonlySet<string>>;

function ownLibraries(files: readonly LinkedFile[], linked: ReadonlyMap<string, string[]>): OwnLibraries {
  const own = new Map<string, Set<string>>();
  const add = (key: string, path: string) => own.set(key, (own.get(key) ?? new Set()).add(dirname(path)));
  for (const { path, bits, soname } of files) {
    for (const name of [path, ...(linked.get(path) ?? [])]) add(`${bits} ${posix.basename(name)}`, name);
    if (soname !== null) add(`${bits} ${soname}`, path);
  }
  return own;
}

/** By file, the links that lead to it, over other links as well. */
function linksByTarget(files: readonly LinkedFile[], links: Links): ReadonlyMap<string, string[]> {
  const byTarget = new Map(files.map(({ path }): [string, string[]] => [path, []]));
  for (const link of links.keys()) {
    let target: string | undefined = link;
    for (let hops = 0; target !== undefined && links.has(target) && hops < MAX_HOPS; hops++) {
      target = links.get(target);
    }
    byTarget.get(target ?? "")?.push(link);
  }
  return byTarget;
}

/** MAXSYMLINKS of Linux. */
const MAX_HOPS = 40;

function isFound(name: string, file: LinkedFile, own: OwnLibraries): boolean {
  const folders = own.get(`${file.bits} ${name}`);
  if (!folders) return false;
  const folder = dirname(file.path);
  if (!["usr/bin", "usr/lib", "usr/lib32"].includes(folder)) return true;
  const searched = file.searches.map((path) => resolveSearch(path, folder));
  return [SYSTEM_FOLDERS[file.bits], ...searched].some((place) => folders.has(place));
}

/** Dynamic string tokens: ld.so(8). */
function resolveSearch(path: string, folder: string): string {
  const absolute = path.replace(/\$(ORIGIN|\{ORIGIN\})/g, `/${folder}`).replace(/\$(LIB|\{LIB\})/g, "lib");
  return posix.resolve("/", absolute).slice(1);
}

/** The loader itself and the kernel's vdso are not libraries of a package. */
function isSoname(name: string): boolean {
  return !name.includes("/") && !/^(ld-linux|linux-vdso|linux-gate)/.test(name);
}

function sortedSet(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
