import { parseDependency } from "../pkgbuild/index.ts";
import type { Assignment, ShellCommand } from "../shell/index.ts";
import { meaningDifferences } from "./meaning-differences.ts";
import type { PackageReading } from "./reading.ts";
import { functionsByName } from "./rules/recipe/function-changes.ts";
import { topLevelAssignments, topLevelLines } from "./top-level.ts";
import { movesOnlyVersion } from "./version-likeness.ts";
import { movedWords, quoted } from "./words.ts";
import { writtenCommand } from "./written-command.ts";

/** How two PKGBUILDs differ. `moved`: what a routine update moves; `differences`: everything else, in words. */
export type RecipeDifferences = {
  readonly moved: readonly string[];
  readonly differences: readonly string[];
};

export function recipeDifferences(old: PackageReading, next: PackageReading): RecipeDifferences {
  const settings = settingsDiffering(old, next);
  const moves = { version: feeds(/^pkgver$/, settings, next), reading: next };
  const judged = settings.map((setting) => ({ ...setting, kind: judge(setting, moves) }));
  const kinds = new Set(judged.map(({ kind }) => kind));
  const others = [
    ...judged.filter(({ kind }) => kind === "other").map(inWords),
    ...functionDifferences(old, next),
    ...commentDifferences(old, next),
  ];
  const allowed = new Set(judged.filter(({ kind }) => kind !== "other").map(({ name }) => name));
  if (others.length === 0) others.push(...unseenDifferences(old, next, allowed));
  return {
    moved: [
      moves.version ? "the version" : null,
      kinds.has("release") && !moves.version ? "the release" : null,
      kinds.has("sums") ? (moves.version ? "its checksums" : "the checksums") : null,
    ].filter((word) => word !== null),
    differences: others,
  };
}

/** What no command and no value shows: another layout, other conditions, or what a condition on the version turns on. */
function unseenDifferences(
  old: PackageReading,
  next: PackageReading,
  allowed: ReadonlySet<string>,
): string[] {
  if (restOf(old, allowed) !== restOf(next, allowed))
    return ["the layout or the conditions at top level changed"];
  return old.evaluation && next.evaluation ? meaningDifferences(old.evaluation, next.evaluation) : [];
}

/** Something that is set at top level, as it was and as it is; null: not set, or a command that went or came. */
type Setting = {
  readonly name: string;
  readonly old: readonly string[] | null;
  readonly new: readonly string[] | null;
};

/** "feeder": a variable that only feeds the version, the version in a source, or a checksum. */
type Kind = "version" | "release" | "sums" | "feeder" | "other";

/** Whether a variable like `names` is another: set otherwise, or made of variables that are. */
function feeds(names: RegExp, settings: readonly Pick<Setting, "name">[], reading: PackageReading): boolean {
  const changed = new Set(settings.map(({ name }) => name));
  const references = referencesByName(reading);
  const seen = new Set([...references.keys()].filter((name) => names.test(name)));
  for (const name of seen) {
    if (changed.has(name)) return true;
    for (const other of references.get(name) ?? []) seen.add(other);
  }
  return false;
}

/** For each variable of the top level those its values are made of. */
function referencesByName(reading: PackageReading): Map<string, readonly string[]> {
  const named = [...settings(reading)].map(([name, words]): [string, readonly string[]] => [
    name,
    words.flatMap((word) => word.match(/(?<=\$\{?)\w+/g) ?? []),
  ]);
  return new Map(named);
}

type Moves = { readonly version: boolean; readonly reading: PackageReading };

function judge({ name, old, new: next }: Setting, moves: Moves): Kind {
  if (old === null || next === null) return "other";
  if (name === "pkgver") return "version";
  if (name === "pkgrel") return "release";
  if (isSums(name) || feeds(SUMS, [{ name }], moves.reading)) {
    if (followsVersion(old, next, moves.version)) return "sums";
  }
  const isFeeder =
    feeds(/^(pkgver|source(_\w+)?)$/, [{ name }], moves.reading) || isUnused(name, moves.reading);
  return moves.version && isFeeder && !KNOWN.test(name) && sameShape(old, next) ? "feeder" : "other";
}

/** Set and never read: some note the commit of a release so. */
function isUnused(name: string, reading: PackageReading): boolean {
  const text = reading.files.get("PKGBUILD")?.text ?? "";
  return !KNOWN.test(name) && !new RegExp(`\\$\\{?[!#]?${name}\\b|declare[^\\n]*\\b${name}\\b`).test(text);
}

const SUMS = /^(ck|md5|sha1|sha224|sha256|sha384|sha512|b2)sums(_\w+)?$/;
/** What makepkg itself reads (PKGBUILD(5), makepkg.conf(5)) is no helper of a version. */
const KNOWN =
  /^(pkgname|pkgbase|pkgdesc|url|epoch|arch|license|groups|backup|options|install|changelog|noextract|validpgpkeys|[A-Z_]+|((opt|make|check)?depends|provides|conflicts|replaces)(_\w+)?|.*[^\w].*)$/;

function isSums(name: string): boolean {
  return SUMS.test(name);
}

/** As many sums as before, of the same kind; what was SKIP may have become a sum, at any time. */
function followsVersion(old: readonly string[], next: readonly string[], versionMoved: boolean): boolean {
  return (
    old.length === next.length &&
    next.every((sum, at) => {
      const before = old[at] ?? "";
      if (sum === before) return true;
      return (
        isSum(sum) && (before === "SKIP" || (versionMoved && isSum(before) && sum.length === before.length))
      );
    })
  );
}

function isSum(word: string): boolean {
  return /^[0-9a-fA-F]{8,128}$/.test(word);
}

function sameShape(old: readonly string[], next: readonly string[]): boolean {
  return old.length === next.length && next.every((word, at) => movesOnlyVersion(old[at] ?? "", word));
}

function settingsDiffering(old: PackageReading, next: PackageReading): Setting[] {
  const [before, after] = [settings(old), settings(next)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .map((name) => ({ name, old: before.get(name) ?? null, new: after.get(name) ?? null }))
    .filter(({ old: one, new: two }) => JSON.stringify(one) !== JSON.stringify(two));
}

/** What the top level sets, by name, as written; other commands there stand under their text. */
function settings(reading: PackageReading): Map<string, readonly string[]> {
  const script = reading.files.get("PKGBUILD")?.script;
  const found = new Map<string, string[]>();
  const add = (name: string, words: readonly string[]) => {
    const known = found.get(name);
    if (known === undefined) found.set(name, [...words]);
    else for (const word of words) known.push(word);
  };
  for (const assignment of script?.assignments ?? []) {
    if (assignment.place.within === null) add(nameOf(assignment), wordsOf(assignment));
  }
  for (const command of script?.commands ?? []) {
    if (command.place.within !== null) continue;
    const text = writtenCommand(command);
    const [, name, value] = DEFAULT.exec(text) ?? [];
    if (name !== undefined && value !== undefined) add(name, [value]);
    else if (!isDeclaration(command)) add(`the command ${quoted(text)}`, [text]);
  }
  return found;
}

/** `: ${name:=value}` sets a variable unless it is set. */
const DEFAULT = /^: "?\$\{(\w+):?=(.*)\}"?$/s;

/** What declare and export set is among the assignments. */
function isDeclaration({ words: [name] }: ShellCommand): boolean {
  return name !== undefined && /^(declare|typeset|export|readonly|local)$/.test(name.raw);
}

function nameOf({ name, index }: Assignment): string {
  return index === null ? name : `${name}[${index}]`;
}

function wordsOf({ elements, value, append }: Assignment): string[] {
  const words = elements ?? (value === null ? [] : [value]);
  return words.map(({ raw }) => `${append && elements === null ? "+" : ""}${unquoted(raw)}`);
}

/** Other quotes around the same text say the same. */
function unquoted(raw: string): string {
  const [, , inner] = /^(["'])(.*)\1$/s.exec(raw) ?? [];
  return inner !== undefined &&
    !/["'\\`]|\$(?=\()/.test(inner) &&
    (raw.startsWith('"') || !inner.includes("$"))
    ? inner
    : raw;
}

function inWords({ name, old, new: next }: Setting): string {
  if (old === null)
    return `${name.startsWith("the command") ? `${name} is new at top level` : `\`${name}\` is new`}`;
  if (next === null) return `${name.startsWith("the command") ? name : `\`${name}\``} is gone`;
  const isNames =
    /^(depends|makedepends|checkdepends|optdepends|provides|conflicts|replaces|pkgname|arch|license|options)/.test(
      name,
    );
  const [before, after] = isNames ? [old.map(dependencyName), next.map(dependencyName)] : [old, next];
  const added = after.filter((word) => !before.includes(word));
  const words =
    isNames || /^source/.test(name)
      ? movedWords(added.map(shown), before.filter((word) => !after.includes(word)).map(shown))
      : null;
  return `\`${name}\` changed${words === null ? "" : `: ${words}`}`;
}

function dependencyName(word: string): string {
  return parseDependency(word.replace(/^["']|["']$/g, "")).name;
}

function shown(word: string): string {
  return /^[\w@.+:-]+$/.test(word) ? word : quoted(word);
}

function functionDifferences(old: PackageReading, next: PackageReading): string[] {
  const [before, after] = [functionsByName(old), functionsByName(next)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .filter((name) => before.get(name)?.body !== after.get(name)?.body)
    .map(
      (name) => `${shown(name)}() ${!before.has(name) ? "is new" : after.has(name) ? "changed" : "is gone"}`,
    );
}

function commentDifferences(old: PackageReading, next: PackageReading): string[] {
  const [before, after] = [comments(old), comments(next)];
  return JSON.stringify(before) === JSON.stringify(after) ? [] : ["comments changed"];
}

/** The top level's other lines: its layout, and the conditions that no command and no value shows. */
function restOf(reading: PackageReading, without: ReadonlySet<string>): string {
  const script = reading.files.get("PKGBUILD")?.script;
  const places = [
    ...topLevelAssignments(reading).filter((one) => without.has(nameOf(one))),
    ...(script?.commands ?? []).filter((one) => without.has(DEFAULT.exec(writtenCommand(one))?.[1] ?? "")),
  ].map(({ place }) => place);
  return topLevelLines(reading, places)
    .filter((line) => !line.startsWith("#"))
    .map((line) => line.replace(/["']/g, "").replace(/\s+/g, " "))
    .join("\n");
}

/** Lines that are comments, outside of functions: bodies are compared whole. */
function comments(reading: PackageReading): string[] {
  return topLevelLines(reading, []).filter((line) => /^#+\s*[^#\s]/.test(line));
}
