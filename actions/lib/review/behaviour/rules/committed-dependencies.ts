import type { FileReading } from "../../reading.ts";
import { counted, listed, quoted } from "../../words.ts";
import { behaviourRule, type Sighting } from "../sighting.ts";

/** A list of packages that a build installs is committed beside the PKGBUILD: the recipe decides, not the project. */
export const committedDependencies = behaviourRule({
  id: "committed-dependencies",
  severities: ["warning", "note"],
  see: ({ reading }) => [...reading.files.values()].flatMap(listedPackages),
});

function listedPackages({ file, text }: FileReading): Sighting[] {
  const list = LISTS.find(([pattern]) => pattern.test(file.path));
  if (!list || text === null) return [];
  const names = [...new Set(list[1](text))];
  return names.map((name) => ({
    severity: "warning",
    message: `${quoted(file.path)}, committed beside the PKGBUILD, makes a build install ${quoted(name)} (${counted(names.length, "package")} in all: ${listed(names.slice(0, 5).map(quoted))}).`,
    meaning: `${file.path} ${name}`,
    stage: "building",
    file: file.path,
    line: lineOf(text, name),
    text: name,
  }));
}

function lineOf(text: string, name: string): number {
  return text.split("\n").findIndex((line) => line.includes(name)) + 1;
}

type Lister = (text: string) => readonly string[];

const LISTS: readonly (readonly [RegExp, Lister])[] = [
  [/(^|\/)package\.json$/, ofPackageJson],
  [/(^|\/)requirements[\w.-]*\.(txt|in)$/, (text) => ofLines(text, /^\s*([A-Za-z0-9][\w.-]*)/)],
  [/(^|\/)Gemfile$/, (text) => ofLines(text, /^\s*gem\s+["']([^"']+)/)],
];

function ofLines(text: string, pattern: RegExp): string[] {
  return text.split("\n").flatMap((line) => pattern.exec(line)?.[1] ?? []);
}

function ofPackageJson(text: string): string[] {
  try {
    const read: unknown = JSON.parse(text);
    const lists = isRecord(read)
      ? ["dependencies", "devDependencies", "optionalDependencies"].map((key) => read[key])
      : [];
    return lists.flatMap((list) => (isRecord(list) ? Object.keys(list) : []));
  } catch {
    return [];
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
