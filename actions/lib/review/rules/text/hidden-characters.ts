import type { Severity } from "../../../documents/index.ts";
import { inFile } from "../../finding.ts";
import type { FileReading, FileRole } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { type NumberedLine, newLines } from "./new-lines.ts";

/** Characters that make a text read otherwise than it runs. */
export const hiddenCharacters: Rule = {
  id: "hidden-characters",
  severities: ["alarm", "warning", "note"],
  find(reading) {
    const isSuspicious = ({ role, text }: FileReading) => isRead(role) && kindOf(text ?? "") !== undefined;
    return newLines(reading, isSuspicious).flatMap((line) => {
      const kind = kindOf(line.text);
      if (kind === undefined) return [];
      const severity = isRun(line, kind) ? kind.severity : lower(kind.severity);
      const message = `Line ${line.line} of ${quoted(line.file)} holds ${kind.noun}: ${quoted(around(line.text, kind.find(line.text)))}.`;
      return [inFile(severity, message, { file: line.file, line: line.line, text: line.text.slice(0, 500) })];
    });
  },
};

type Kind = { readonly find: (text: string) => number; readonly noun: string; readonly severity: Severity };

const KINDS: readonly Kind[] = [
  {
    find: (text) => text.search(/[\u202a-\u202e\u2066-\u2069]/),
    noun: "characters that reverse the order in which text is shown",
    severity: "alarm",
  },
  {
    find: (text) => text.search(/[\u{e0000}-\u{e007f}]/u),
    noun: "tag characters, which do not show",
    severity: "alarm",
  },
  // Joiners stand inside words of many scripts and between emoji; beside ASCII they only hide.
  {
    find: (text) =>
      text.search(/[\x21-\x7e][\p{Cf}\u3164\uffa0\u115f\u1160]|[\p{Cf}\u3164\uffa0\u115f\u1160][\x21-\x7e]/u),
    noun: "characters that do not show",
    severity: "warning",
  },
  {
    find: (text) => text.search(/[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f\x80-\x9f]|\r(?!$)/m),
    noun: "control characters",
    severity: "warning",
  },
  {
    find: (text) => text.indexOf("\u001b"),
    noun: "an escape character, which terminals obey",
    severity: "note",
  },
  {
    find: imitatedHostAt,
    noun: "the name of a host with letters of another alphabet that look like Latin ones",
    severity: "alarm",
  },
  { find: mixedWordAt, noun: "letters of another alphabet that look like Latin ones", severity: "warning" },
];

/** `https://gіthub.com` with a Cyrillic і; -1: none. */
function imitatedHostAt(text: string): number {
  if (!LOOKALIKE.test(text)) return -1;
  for (const { 0: host, index } of text.matchAll(/:\/\/[^/\s"'`<>)]{1,253}/g))
    if (mixedWordAt(host) >= 0) return index;
  return -1;
}

/** A word with Latin letters and with Greek, Cyrillic or Armenian ones that look like them; -1: none. */
function mixedWordAt(text: string): number {
  if (!LOOKALIKE.test(text)) return -1;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    if (LOOKALIKE.test(word) && /[a-z]/i.test(word)) return index;
  }
  return -1;
}

const LOOKALIKE = /[асеорхуѕіјԁԛԝһАВЕКМНОРСТХαορνικτΑΒΕΖΗΙΚΜΝΟΡΤΥΧոսօցհ]/;

function kindOf(text: string): Kind | undefined {
  return KINDS.find(({ find }) => find(text) >= 0);
}

function isRead(role: FileRole): boolean {
  return role !== "binary" && role !== "link" && role !== "submodule";
}

const RUN: ReadonlySet<FileRole> = new Set<FileRole>([
  "pkgbuild",
  "scriptlet",
  "hook",
  "unit",
  "script",
  "desktop",
]);

/** Comments are read by people only; but what reverses or hides text in one may hide where it ends. */
function isRun({ role, text }: NumberedLine, { severity }: Kind): boolean {
  return RUN.has(role) && (severity === "alarm" || !/^\s*#/.test(text));
}

function lower(severity: Severity): Severity {
  return severity === "alarm" ? "warning" : "note";
}

function around(text: string, at: number): string {
  return text.slice(Math.max(0, at - 30), at + 50);
}
