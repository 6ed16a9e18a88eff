import type { Severity } from "../../../documents/index.ts";
import { inFile } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { type NumberedLine, newLines } from "./new-lines.ts";

/** Characters that make a text read otherwise than it runs. */
export const hiddenCharacters: Rule = {
  id: "hidden-characters",
  severities: ["alarm", "warning", "note"],
  find(reading) {
    return newLines(reading, isRead).flatMap((line) => {
      const kind = KINDS.find(({ pattern }) => pattern.test(line.text));
      if (kind === undefined) return [];
      const severity = isRun(line, kind) ? kind.severity : lower(kind.severity);
      const message = `Line ${line.line} of ${quoted(line.file)} holds ${kind.noun}: ${quoted(around(line.text, kind.pattern))}.`;
      return [inFile(severity, message, { file: line.file, line: line.line, text: line.text.slice(0, 500) })];
    });
  },
};

type Kind = { readonly pattern: RegExp; readonly noun: string; readonly severity: Severity };

const KINDS: readonly Kind[] = [
  {
    pattern: /[\u202a-\u202e\u2066-\u2069]/,
    noun: "characters that reverse the order in which text is shown",
    severity: "alarm",
  },
  { pattern: /[\u{e0000}-\u{e007f}]/u, noun: "tag characters, which do not show", severity: "alarm" },
  // Joiners stand inside words of many scripts and between emoji; beside ASCII they only hide.
  {
    pattern:
      /[\x21-\x7e][\u200b-\u200f\u2060-\u2064\u00ad\u180e\u3164\uffa0\u115f\u1160]|[\u200b-\u200f\u2060-\u2064\u00ad\u180e\u3164\uffa0][\x21-\x7e]/,
    noun: "characters that do not show",
    severity: "warning",
  },
  {
    pattern: /[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]|\r(?!$)/,
    noun: "control characters",
    severity: "warning",
  },
  { pattern: /\x1b/, noun: "an escape character, which terminals obey", severity: "note" },
  {
    pattern:
      /(?=[\w.-]*[a-z])(?=[\w.-]*[A-Za-z0-9._-]*[\u0400-\u04ff\u0370-\u03ff])[a-z][\w.-]*[\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u03bf\u03b1\u03c1\u03c5][a-z.]/,
    noun: "letters of another alphabet that look like Latin ones",
    severity: "warning",
  },
];

function isRead({ role }: { readonly role: string }): boolean {
  return role !== "binary" && role !== "link" && role !== "submodule";
}

const RUN = new Set(["pkgbuild", "scriptlet", "hook", "unit", "script", "desktop"]);

/** Comments are read by people only; but what reverses or hides text in one may hide where it ends. */
function isRun({ role, text }: NumberedLine, { severity }: Kind): boolean {
  return RUN.has(role) && (severity === "alarm" || !/^\s*#/.test(text));
}

function lower(severity: Severity): Severity {
  return severity === "alarm" ? "warning" : "note";
}

function around(text: string, pattern: RegExp): string {
  const at = pattern.exec(text)?.index ?? 0;
  return text.slice(Math.max(0, at - 30), at + 50);
}
