import { parseDependency } from "../pkgbuild/index.ts";
import type { Assignment, ShellCommand } from "../shell/index.ts";
import type { PackageReading } from "./reading.ts";
import { functionsByName } from "./rules/recipe/function-changes.ts";
import { movesOnlyVersion } from "./version-likeness.ts";
import { movedWords, quoted } from "./words.ts";

/** How two PKGBUILDs differ. `moved`: what a routine update moves; `differences`: everything else, in words. */
export type RecipeDifferences = {
  readonly moved: readonly string[];
  readonly differences: readonly string[];
};

export function recipeDifferences(old: PackageReading, next: PackageReading): RecipeDifferences {
  const settings = settingsDiffering(old, next);
  const judged = settings.map((setting) => ({ ...setting, kind: judge(setting) }));
  const kinds = new Set(judged.map(({ kind }) => kind));
  const moved = [
    kinds.has("version") || kinds.has("helper") ? "the version" : null,
    kinds.has("release") ? "the release" : null,
    kinds.has("sums") ? "the checksums" : null,
  ].filter((word) => word !== null);
  return {
    moved: moved.includes("the version") && moved.length > 1 ? withVersion(moved) : moved,
    differences: [
      ...judged.filter(({ kind }) => kind === "other").map(inWords),
      ...functionDifferences(old, next),
      ...commentDifferences(old, next),
    ],
  };
}

/** "the version and its checksums": the release that starts again at 1 is not worth a word. */
function withVersion(moved: readonly string[]): string[] {
  return moved.includes("the checksums") ? ["the version", "its checksums"] : ["the version"];
}

/** Something that is set at top level, as it was and as it is; null: not set, or a command that went or came. */
type Setting = {
  readonly name: string;
  readonly old: readonly string[] | null;
  readonly new: readonly string[] | null;
};
type Kind = "version" | "release" | "sums" | "helper" | "other";

function judge(setting: Setting): Kind {
  const { name, old, new: next } = setting;
  if (old === null || next === null) return "other";
  if (name === "pkgver") return "version";
  if (name === "pkgrel") return "release";
  if (/sums(_[a-z0-9_]+)?$/.test(name) && isPlainSums(old, next)) return "sums";
  if (/^source(_|$)/.test(name)) return sameShape(old, next) ? "helper" : "other";
  return name.startsWith("_") && sameShape(old, next) ? "helper" : "other";
}

/** As many as before, and SKIP where SKIP was. */
function isPlainSums(old: readonly string[], next: readonly string[]): boolean {
  return (
    old.length === next.length &&
    next.every(
      (sum, at) => sum === old[at] || (isSum(sum) && isSum(old[at] ?? "") && sum.length === old[at]?.length),
    )
  );
}

function isSum(word: string): boolean {
  return /^['"]?([0-9a-fA-F]{8,128}|\$\{?\w+\}?)['"]?$/.test(word);
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
  const add = (name: string, words: readonly string[]) =>
    found.set(name, [...(found.get(name) ?? []), ...words]);
  for (const assignment of script?.assignments ?? []) {
    if (assignment.place.within === null) add(nameOf(assignment), wordsOf(assignment));
  }
  for (const command of script?.commands ?? []) {
    if (command.place.within !== null) continue;
    const text = command.words.map(({ raw }) => raw).join(" ");
    const [, name, value] = /^: "?\$\{(\w+):?=(.*)\}"?$/s.exec(text) ?? [];
    if (name !== undefined && value !== undefined) add(name, [value]);
    else if (!isDeclaration(command)) add(`the command ${quoted(text)}`, [text]);
  }
  return found;
}

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

/** Lines that are comments, outside of functions: bodies are compared whole. */
function comments(reading: PackageReading): string[] {
  const recipe = reading.files.get("PKGBUILD");
  const bodies = [...functionsByName(reading).values()].map(({ place }) => place);
  return (recipe?.text?.split("\n") ?? [])
    .filter((_, at) => !bodies.some(({ line, endLine }) => at + 1 >= line && at + 1 <= endLine))
    .map((line) => line.trim())
    .filter((line) => /^#+\s*\S/.test(line));
}
