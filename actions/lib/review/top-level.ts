import type { Assignment, Place } from "../shell/index.ts";
import type { PackageReading } from "./reading.ts";

/** The PKGBUILD's assignments outside of functions, in order. */
export function topLevelAssignments({ files }: PackageReading): readonly Assignment[] {
  const assignments = files.get("PKGBUILD")?.script?.assignments ?? [];
  return assignments.filter(({ place }) => place.within === null);
}

/** The last plain text a name is set to at top level; null: none, or not known. */
export function topLevelText(reading: PackageReading, name: string): string | null {
  const word = topLevelAssignments(reading).findLast((one) => one.name === name && one.index === null)?.value;
  if (!word || word.parts.includes(null)) return null;
  return word.parts.join("");
}

/** The words of an array at top level, as far as they are known; null: it is not set. */
export function topLevelArray(reading: PackageReading, name: string): readonly string[] | null {
  const parts = topLevelAssignments(reading).filter((one) => one.name === name && one.elements !== null);
  const start = parts.findLastIndex(({ append }) => !append);
  const counted = parts.slice(Math.max(start, 0));
  if (counted.length === 0) return null;
  return counted.flatMap(({ elements }) =>
    (elements ?? []).map((word) => word.parts.map((part) => part ?? "…").join("")),
  );
}

/** The PKGBUILD's lines with something in them, outside of functions and of `places`. */
export function topLevelLines(reading: PackageReading, places: readonly Place[]): string[] {
  const recipe = reading.files.get("PKGBUILD");
  const lines = recipe?.text?.split("\n").map((line) => line.trim()) ?? [];
  const bodies = (recipe?.script?.functions ?? []).map(({ place }) => place);
  for (const { line, endLine } of [...bodies, ...places]) lines.fill("", line - 1, endLine);
  return lines.filter((line) => line !== "");
}
