import { ArchiveError, quoted } from "./archive-error.ts";

/** A package's .PKGINFO: what pacman installs by and what the databases say about it. */
export type PackageInfo = {
  readonly pkgname: string;
  readonly pkgbase: string;
  /** `[epoch:]pkgver-pkgrel`. */
  readonly version: string;
  readonly pkgdesc: string;
  readonly url: string;
  /** Seconds since 1970 UTC. */
  readonly builddate: number;
  readonly packager: string;
  /** Bytes once installed, as makepkg summed them up. */
  readonly size: number;
  readonly arch: string;
  readonly licenses: readonly string[];
  readonly groups: readonly string[];
  readonly replaces: readonly string[];
  readonly conflicts: readonly string[];
  readonly provides: readonly string[];
  readonly backup: readonly string[];
  readonly depends: readonly string[];
  readonly optdepends: readonly string[];
  readonly makedepends: readonly string[];
  readonly checkdepends: readonly string[];
  /** `key=value`: `pkgtype=pkg`. */
  readonly xdata: readonly string[];
};

/**
 * Parses .PKGINFO strictly: only keys that libalpm knows, single ones once, UTF-8 without control
 * characters. Runs of white space become one blank, as repo-add does. Empty values of lists are left out.
 * Throws an ArchiveError that quotes the line. Keys: alpm-repo(5), PKGINFO(5), libalpm's parse_descfile.
 */
export function parsePackageInfo(bytes: Uint8Array): PackageInfo {
  const single = new Map<string, string>();
  const lists = new Map<string, string[]>();
  for (const { key, value, line } of pairsOf(bytes, ".PKGINFO")) {
    if (isIn(LIST_KEYS, key)) {
      if (value !== "") lists.set(key, [...(lists.get(key) ?? []), value]);
    } else if (!isIn(SINGLE_KEYS, key)) {
      throw malformed(`line ${line} has an unknown key: ${quoted(key)}`);
    } else if (single.has(key)) {
      throw malformed(`line ${line} gives ${key} a second time: ${quoted(value)}`);
    } else {
      single.set(key, value);
    }
  }
  const list = (key: (typeof LIST_KEYS)[number]) => lists.get(key) ?? [];
  const pkgname = matching(single, "pkgname", PKGNAME);
  return {
    pkgname,
    pkgbase: single.has("pkgbase") ? matching(single, "pkgbase", PKGNAME) : pkgname,
    version: matching(single, "pkgver", VERSION),
    pkgdesc: single.get("pkgdesc") ?? "",
    url: single.get("url") ?? "",
    builddate: Number(matching(single, "builddate", /^\d{1,12}$/)),
    packager: single.get("packager") ?? "",
    size: Number(matching(single, "size", /^\d{1,15}$/)),
    arch: matching(single, "arch", /^[a-z0-9_]+$/),
    licenses: list("license"),
    groups: list("group"),
    replaces: list("replaces"),
    conflicts: list("conflict"),
    provides: list("provides"),
    backup: list("backup"),
    depends: list("depend"),
    optdepends: list("optdepend"),
    makedepends: list("makedepend"),
    checkdepends: list("checkdepend"),
    xdata: list("xdata"),
  };
}

/** Builds of one package that .BUILDINFO tells about; values are words for a report, never decisions. */
export type BuildInfo = {
  /** Every key with its values, in order: `installed`, `options`, `buildtool`, … */
  readonly values: Readonly<Record<string, readonly string[]>>;
};

/** Parses .BUILDINFO, whose keys differ between build tools; throws an ArchiveError where it is no such text. */
export function parseBuildInfo(bytes: Uint8Array): BuildInfo {
  const values = new Map<string, string[]>();
  for (const { key, value } of pairsOf(bytes, ".BUILDINFO")) {
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return { values: Object.fromEntries(values) };
}

const SINGLE_KEYS = [
  "pkgname",
  "pkgbase",
  "pkgver",
  "pkgdesc",
  "url",
  "builddate",
  "packager",
  "size",
  "arch",
] as const;

const LIST_KEYS = [
  "license",
  "group",
  "replaces",
  "conflict",
  "provides",
  "backup",
  "depend",
  "optdepend",
  "makedepend",
  "checkdepend",
  "xdata",
] as const;

/** makepkg's lint_pkgname. */
const PKGNAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]{0,127}$/;
/** makepkg's lint_epoch, lint_pkgver and lint_pkgrel. */
const VERSION = /^(\d{1,9}:)?[\x21-\x2c\x2e\x30-\x39\x3b-\x7e]{1,128}-\d{1,9}(\.\d{1,9})?$/;

type Pair = { readonly key: string; readonly value: string; readonly line: number };

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function* pairsOf(bytes: Uint8Array, file: string): Generator<Pair> {
  const lines = decode(bytes, file).split("\n");
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (text === "" || text.startsWith("#")) continue;
    if (text.length > LINE_CHARACTERS) throw malformed(`line ${line} is too long: ${quoted(text)}`, file);
    if (UNPRINTABLE.test(text)) {
      throw malformed(`line ${line} has a control character: ${quoted(text)}`, file);
    }
    const match = /^([A-Za-z0-9_]{1,64}) = ?(.*)$/.exec(text);
    if (!match) throw malformed(`line ${line} is not "key = value": ${quoted(text)}`, file);
    const [, key = "", value = ""] = match;
    yield { key, value: value.replaceAll(/[ \t]+/g, " ").replace(/^ | $/g, ""), line };
  }
}

/** Far below the 512 KiB at which libalpm gives up on a whole database. */
const LINE_CHARACTERS = 16 * 1024;

/** Tabs are white space; bidirectional controls could make a value look like another. */
const UNPRINTABLE = /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

function decode(bytes: Uint8Array, file: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new ArchiveError("malformed", `${file} is not UTF-8`, { cause });
  }
}

function matching(values: ReadonlyMap<string, string>, key: string, rule: RegExp): string {
  const value = values.get(key);
  if (value === undefined) throw malformed(`it has no ${key}`);
  if (!rule.test(value)) throw malformed(`its ${key} is not valid: ${quoted(value)}`);
  return value;
}

function isIn<Key extends string>(keys: readonly Key[], key: string): key is Key {
  return (keys as readonly string[]).includes(key);
}

function malformed(what: string, file = ".PKGINFO"): ArchiveError {
  return new ArchiveError("malformed", `${file}: ${what}`);
}
