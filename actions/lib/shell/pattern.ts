import type { Budget } from "./budget.ts";
import { spend } from "./budget.ts";

/** A piece of a word: text, null where unknown, and whether quotes keep its characters from meaning anything. */
export type Piece = { readonly text: string | null; readonly quoted: boolean };

type Token =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "set"; readonly matches: (char: string) => boolean };

/** A glob without extglob, matched as bash does in the C.UTF-8 locale. */
export type Pattern = readonly Token[];

type Char = { readonly char: string; readonly quoted: boolean };

/** null where it is not known, or has parts whose meaning depends on options or the locale. */
export function patternOf(pieces: readonly Piece[]): Pattern | null {
  const chars: Char[] = [];
  for (const { text, quoted } of pieces) {
    if (text === null) return null;
    for (const char of text) chars.push({ char, quoted });
  }
  const tokens: Token[] = [];
  for (let at = 0; at < chars.length; ) {
    const read = tokenAt(chars, at);
    if (read === null) return null;
    if (read.token.kind !== "star" || tokens.at(-1)?.kind !== "star") tokens.push(read.token);
    at = read.next;
  }
  return tokens;
}

function tokenAt(chars: readonly Char[], at: number): { token: Token; next: number } | null {
  const { char = "", quoted = false } = chars[at] ?? {};
  const next = at + 1;
  if (quoted) return { token: { kind: "char", char }, next };
  const after = chars[next];
  if ("?*+@!".includes(char) && after?.char === "(" && !after.quoted) return null;
  switch (char) {
    case "*":
      return { token: { kind: "star" }, next };
    case "?":
      return { token: { kind: "any" }, next };
    case "\\":
      return after === undefined ? null : { token: { kind: "char", char: after.char }, next: next + 1 };
    case "[":
      return setAt(chars, next);
    default:
      return { token: { kind: "char", char }, next };
  }
}

/** `[abc]`, `[!a-z]`; null for classes and what is not closed. */
function setAt(chars: readonly Char[], start: number): { token: Token; next: number } | null {
  let at = start;
  const negated = "!^".includes(chars[at]?.char ?? " ") && chars[at]?.quoted === false;
  if (negated) at++;
  const singles = new Set<string>();
  const ranges: [string, string][] = [];
  for (let first = true; ; first = false) {
    const one = chars[at];
    if (one === undefined || (!one.quoted && (one.char === "[" || one.char === "\\" || one.char === "/")))
      return null;
    if (one.char === "]" && !one.quoted && !first) break;
    const [dash, high] = [chars[at + 1], chars[at + 2]];
    if (dash?.char === "-" && !dash.quoted && high !== undefined && (high.char !== "]" || high.quoted)) {
      if (high.char === "[" || high.char === "\\" || one.char > "\x7f" || high.char > "\x7f") return null;
      ranges.push([one.char, high.char]);
      at += 3;
    } else {
      singles.add(one.char);
      at++;
    }
  }
  const holds = (char: string) =>
    singles.has(char) || ranges.some(([low, high]) => low <= char && char <= high);
  return { token: { kind: "set", matches: (char) => holds(char) !== negated }, next: at + 1 };
}

/** Whether the whole text matches. */
export function matches(pattern: Pattern, text: string, budget: Budget): boolean {
  const chars = [...text];
  return matchesChars(pattern, { chars, from: 0, to: chars.length }, budget);
}

function matchesChars(
  pattern: Pattern,
  { chars, from, to }: { chars: readonly string[]; from: number; to: number },
  budget: Budget,
): boolean {
  let [at, token, starred, retry, steps] = [from, 0, -1, from, 0];
  let fitting = true;
  while (at < to && fitting) {
    steps++;
    const current = pattern[token];
    if (current?.kind === "star") {
      starred = token++;
      retry = at;
    } else if (current !== undefined && fits(current, chars[at] ?? "")) {
      at++;
      token++;
    } else if (starred >= 0) {
      token = starred + 1;
      at = ++retry;
    } else fitting = false;
  }
  spend(budget, steps >> 8);
  while (pattern[token]?.kind === "star") token++;
  return fitting && token === pattern.length;
}

function fits(token: Token, char: string): boolean {
  switch (token.kind) {
    case "char":
      return token.char === char;
    case "set":
      return token.matches(char);
    default:
      return true;
  }
}

/** The text without the shortest or longest match at its beginning or end. */
export function withoutMatch(
  text: string,
  pattern: Pattern,
  how: { at: "start" | "end"; longest: boolean; budget: Budget },
): string {
  const chars = [...text];
  const last = chars.length;
  spend(how.budget, last >> 6);
  for (let step = 0; step <= last; step++) {
    const length = how.longest ? last - step : step;
    const [from, to] = how.at === "start" ? [0, length] : [last - length, last];
    if (!matchesChars(pattern, { chars, from, to }, how.budget)) continue;
    return (how.at === "start" ? chars.slice(length) : chars.slice(0, last - length)).join("");
  }
  return text;
}

type Replacement = { readonly operator: string; readonly by: string; readonly budget: Budget };

/** `${text/pattern/by}`, or all of it with `//`, at the start with `/#`, at the end with `/%`. */
export function replaceMatch(text: string, pattern: Pattern, how: Replacement): string {
  if (pattern.length === 0)
    return how.operator === "/#" ? how.by + text : how.operator === "/%" ? text + how.by : text;
  if (text === "") return matches(pattern, "", how.budget) ? how.by : "";
  const chars = [...text];
  const replaced: string[] = [];
  for (let at = 0; at < chars.length; ) {
    const length = longestAt(chars, at, { pattern, ...how });
    replaced.push(length > 0 ? how.by : (chars[at] ?? ""));
    at += Math.max(1, length);
    if (how.operator !== "/#" && (length <= 0 || how.operator === "//")) continue;
    return replaced.join("") + chars.slice(at).join("");
  }
  return replaced.join("");
}

function longestAt(
  chars: readonly string[],
  at: number,
  { pattern, operator, budget }: Replacement & { readonly pattern: Pattern },
): number {
  spend(budget, (chars.length - at) >> 8);
  if (operator === "/%")
    return matchesChars(pattern, { chars, from: at, to: chars.length }, budget) ? chars.length - at : -1;
  if (pattern.every(({ kind }) => kind !== "star")) {
    const fitting = pattern.every((token, n) => at + n < chars.length && fits(token, chars[at + n] ?? ""));
    return fitting ? pattern.length : -1;
  }
  spend(budget, (chars.length - at) >> 6);
  for (let length = chars.length - at; length > 0; length--)
    if (matchesChars(pattern, { chars, from: at, to: at + length }, budget)) return length;
  return -1;
}
