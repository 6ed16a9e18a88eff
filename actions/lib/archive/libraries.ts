import { dirname, posix } from "node:path";
import type { DynamicFacts } from "./elf.ts";

/** A dynamically linked file of a package; `path` is relative to the root. */
export type LinkedFile = DynamicFacts & { readonly path: string };

/**
 * The sonames that a package's libraries lying directly in usr/lib (64 bit) or usr/lib32 (32 bit) offer to
 * others, as "libfoo.so=3-64": the form makepkg gives them in `provides`. Sorted.
 */
export function offeredSonames(files: readonly LinkedFile[]): readonly string[] {
  const offered = files.flatMap((file) =>
    file.soname !== null && dirname(file.path) === SYSTEM_FOLDERS[file.bits]
      ? [formatSoname(file.soname, file.bits)]
      : [],
  );
  return sortedSet(offered);
}

/**
 * The sonames its files need from elsewhere, in the same form. What the package itself has where the
 * file's linker finds it does not count: in usr/lib, or in a folder of its rpath or runpath. For files with
 * a folder of their own (plugins, bundled programs) any library of the package counts as found, since
 * wrappers and the rpath of the program that loads them are not seen here.
 */
export function neededSonames(files: readonly LinkedFile[]): readonly string[] {
  const own = ownLibraries(files);
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

function ownLibraries(files: readonly LinkedFile[]): OwnLibraries {
  const own = new Map<string, Set<string>>();
  for (const file of files) {
    for (const name of [posix.basename(file.path), file.soname]) {
      if (name === null) continue;
      const key = `${file.bits} ${name}`;
      own.set(key, (own.get(key) ?? new Set()).add(dirname(file.path)));
    }
  }
  return own;
}

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
