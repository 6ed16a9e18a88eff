import type { Rule } from "./rules.ts";

/** What is wrong at one place of packages.yaml, or worth a second look. */
export type Problem = Refusal & {
  readonly severity: "error" | "warning";
  readonly file: string;
  /** Both from 1, in characters as editors count them. */
  readonly line: number;
  readonly column: number;
  /** The offending text as it stands in the file; empty where something is absent. */
  readonly text: string;
  /** The whole line, for an excerpt. */
  readonly sourceLine: string;
};

/** `says` quotes the offending text and names the rule it breaks; `fix` is what to write instead. */
export type Refusal = { readonly rule: Rule; readonly says: string; readonly fix: string };

/** A text that became a value of the domain, or why it could not. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export function accept<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refuse(rule: Rule, says: string, fix: string): Parsed<never> {
  return { ok: false, refusal: { rule, says, fix } };
}

/** Everything at once, for a terminal: place, what is wrong, the line with a caret, the fix. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join("\n");
}

function formatProblem(problem: Problem): string {
  const { file, line, column, severity, rule, says, fix } = problem;
  return [
    `${file}:${line}:${column}: ${severity}: ${says} [${rule}]`,
    ...excerpt(problem),
    `  fix: ${fix}`,
    "",
  ].join("\n");
}

const EXCERPT_CHARACTERS = 100;
const BEFORE_CARET_CHARACTERS = 60;

function excerpt({ line, column, text, sourceLine }: Problem): string[] {
  const cut = Math.max(0, column - 1 - BEFORE_CARET_CHARACTERS);
  const shown = visible(sourceLine.slice(cut, cut + EXCERPT_CHARACTERS));
  if (shown.trim() === "") return [];
  const caretColumn = visible(sourceLine.slice(cut, column - 1)).length;
  const textWidth = visible(text.slice(0, EXCERPT_CHARACTERS)).length;
  const caretWidth = Math.max(1, Math.min(textWidth, shown.length - caretColumn));
  const margin = String(line).padStart(6);
  return [
    `${margin} | ${shown}`,
    `${" ".repeat(margin.length)} | ${" ".repeat(caretColumn)}${"^".repeat(caretWidth)}`,
  ];
}

const QUOTED_CHARACTERS = 60;

/** The offending text for a message: in quotes, cut when long, nothing in it can act on a terminal. */
export function quote(text: string): string {
  const cut = text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text;
  return `"${visible(cut)}"`;
}

/** Control, invisible and direction-changing characters as ⟦U+…⟧. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const codePoint = character.codePointAt(0) ?? 0;
    return `⟦U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}⟧`;
  });
}
