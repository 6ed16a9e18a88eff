import type { ChangeReading, FileReading, FileRole } from "../../reading.ts";

export type NumberedLine = {
  readonly file: string;
  readonly role: FileRole;
  readonly line: number;
  readonly text: string;
};

/** Lines of the new side that the same file did not have before. */
export function newLines(
  { old, new: next }: ChangeReading,
  isWanted: (file: FileReading) => boolean,
): NumberedLine[] {
  return [...next.files].flatMap(([file, reading]) => {
    const before = old?.files.get(file);
    if (reading.text === null || !isWanted(reading) || before?.text === reading.text) return [];
    const known = new Set(before?.text?.split("\n"));
    return reading.text
      .split("\n")
      .map((text, at) => ({ file, role: reading.role, line: at + 1, text }))
      .filter(({ text }) => text !== "" && !known.has(text));
  });
}
