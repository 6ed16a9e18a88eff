import type { Finding, Severity } from "../documents/index.ts";
import type { PackageReading } from "./reading.ts";

/** What a rule found, before the registry puts its id on it. */
export type Found = Omit<Finding, "rule">;

/** Something no file of the folder shows: history, the remote, facts of the AUR. */
export function aboutPackage(severity: Severity, message: string, text = ""): Found {
  return { severity, message, file: null, side: null, line: null, text };
}

/** Something of the new side of a file, at a line or (null) as a whole. */
export function inFile(
  severity: Severity,
  message: string,
  at: {
    readonly file: string;
    readonly line: number | null;
    readonly text?: string;
    readonly side?: "old" | "new";
  },
): Found {
  return { severity, message, file: at.file, side: at.side ?? "new", line: at.line, text: at.text ?? "" };
}

/** Something an assignment of the PKGBUILD says: found at the line that sets one of `names` and holds `text`. */
export function inRecipe(
  severity: Severity,
  message: string,
  at: {
    readonly reading: PackageReading;
    readonly names: RegExp;
    readonly text: string;
    readonly side?: "old" | "new";
  },
): Found {
  const line = lineOf(at.reading, at.names, at.text);
  return inFile(severity, message, { file: "PKGBUILD", line, text: at.text, side: at.side ?? "new" });
}

/**
 * The line of an assignment to a name like `names` that shows most of an evaluated value; its own first line where
 * expansion hides the value; null where no such name is set.
 */
function lineOf(reading: PackageReading, names: RegExp, value: string): number | null {
  const recipe = reading.files.get("PKGBUILD");
  const assignments = (recipe?.script?.assignments ?? []).filter(({ name }) => names.test(name));
  const lines = recipe?.text?.split("\n") ?? [];
  for (const part of searchedParts(value)) {
    for (const { place } of assignments.slice(0, MOST_ASSIGNMENTS)) {
      const end = Math.min(place.endLine, place.line + MOST_LINES);
      const at = lines.slice(place.line - 1, end).findIndex((line) => line.includes(part));
      if (at >= 0) return place.line + at;
    }
  }
  return assignments[0]?.place.line ?? null;
}

/** Looking further for a line would only serve to keep the review busy. */
const MOST_ASSIGNMENTS = 50;
const MOST_LINES = 500;
const MOST_PARTS = 10;

/** The value whole, then its longest pieces: variables stand in the text where their values do in `value`. */
function searchedParts(value: string): string[] {
  const pieces = value.split(/[/:#?=&]+/).filter((piece) => piece.length > 3);
  return [value, ...pieces.sort((a, b) => b.length - a.length)].slice(0, MOST_PARTS);
}
