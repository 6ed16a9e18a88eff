import { inFile } from "../../finding.ts";
import type { FileReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { newLines } from "./new-lines.ts";

/** Something stands so far to the right that nobody sees it without scrolling. */
export const farRight: Rule = {
  id: "far-right",
  severities: ["alarm", "warning"],
  find(reading) {
    return newLines(reading, isRun).flatMap(({ file, line, text }) => {
      const gap = GAP.exec(text);
      if (gap === null) return [];
      const [before, rest] = [text.slice(0, gap.index), text.slice(gap.index + gap[0].length)];
      // Frames drawn around a message are neither read nor run.
      if (!/[\w$`]/.test(rest)) return [];
      const script = reading.new.files.get(file)?.script;
      const runs = script?.commands.some(({ place, words: [name] }) => {
        return (
          place.line === line && name !== undefined && rest.includes(name.raw) && !before.includes(name.raw)
        );
      });
      const message = `Line ${line} of ${quoted(file)} goes on after ${gap[0].length} spaces, out of sight: ${quoted(rest)}.`;
      return [inFile(runs ? "alarm" : "warning", message, { file, line, text: rest.slice(0, 500) })];
    });
  },
};

/** Wider than tables are set and screens are. */
const GAP = /[ \t]{120,}/;

/** A line of thousands of characters in what is run: data or a program in disguise, which nobody reads. */
export const longLine: Rule = {
  id: "long-line",
  severities: ["warning", "note"],
  find(reading) {
    return newLines(reading, isRun)
      .filter(({ text }) => text.length > LONGEST_LINE)
      .map(({ file, role, line, text }) => {
        const message = `Line ${line} of ${quoted(file)} is ${text.length} characters long: ${quoted(text.slice(0, 60))}.`;
        const dense = text.split(/[\s"'/:,]/).some((piece) => piece.length > LONGEST_PIECE);
        return inFile(dense && role !== "text" ? "warning" : "note", message, {
          file,
          line,
          text: text.slice(0, 500),
        });
      });
  },
};

const LONGEST_LINE = 2000;
/** Checksums have 128 characters, names fewer. */
const LONGEST_PIECE = 1000;
const RUN = new Set(["pkgbuild", "scriptlet", "hook", "unit", "script"]);

function isRun({ role }: FileReading): boolean {
  return RUN.has(role);
}
