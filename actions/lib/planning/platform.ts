/**
 * What the distribution offers now to packages that were built before: sonames as "libicuuc.so=76-64", folders of one
 * version of a language as "usr/lib/python3.13".
 */
export type Platform = {
  readonly core: Offered;
  readonly extra: Offered;
  /** By the packages of this repository. */
  readonly own: Offered;
  /** By published pkgname, the language folders in which files of it lie. */
  readonly folders: ReadonlyMap<string, readonly string[]>;
};

/** By `familyOf`. */
export type Offered = ReadonlyMap<string, readonly string[]>;

export function offeredByFamily(names: Iterable<string>): Offered {
  return Map.groupBy(new Set(names), familyOf);
}

/** Whether core or extra has it, by their file lists. */
export function offeredByPlatform(name: string, { core, extra }: Platform): boolean {
  return [core, extra].some((names) => names.get(familyOf(name))?.includes(name));
}

/** What versions of one thing have in common: "libicuuc, 64 bit", also of "libpython3.13.so"; "usr/lib/python". */
export function familyOf(name: string): string {
  if (isLanguageFolder(name)) return name.replace(/\d+\.\d+$/, "");
  const [, library = name, version, bits] = /^(.*)=(.*)-(\d+)$/.exec(name) ?? [];
  const stem = library.replace(/[-.\d]*\.so$/, "");
  // A link for the compiler, libicuuc.so, is no version of what programs load.
  return `${stem}, ${version === library ? "without a version, " : ""}${bits} bit`;
}

/** A folder of one version of a language, no soname. */
export function isLanguageFolder(name: string): boolean {
  return name.startsWith("usr/");
}
