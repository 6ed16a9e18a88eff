import { isMap, isScalar, type Pair } from "yaml";
import { composeOne } from "./yaml-tokens.ts";

/** Replaces the characters from `at` to `end`; none, where both are the same. */
export type Edit = { readonly at: number; readonly end: number; readonly insert: string };
export type Setting = Pair<unknown, unknown>;

/** The node under `packages:`; null where the text is no YAML, or has none. */
export function packagesIn(text: string): unknown {
  const composed = composeOne(text);
  const root = composed.ok ? composed.document.contents : null;
  return isMap(root) ? root.get("packages") : null;
}

export function settingsOf(node: unknown): readonly Setting[] {
  return isMap(node) ? node.items : [];
}

export function keyOf(pair: Setting): string | null {
  return isScalar(pair.key) ? String(pair.key.value) : null;
}

export function applied(text: string, { at, end, insert }: Edit): string {
  return text.slice(0, at) + insert + text.slice(end);
}

/** Offset of the line's first character. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Offset behind the line's end. */
export function nextLine(text: string, offset: number): number {
  return text.indexOf("\n", offset) + 1 || text.length;
}

/** As the line at the offset ends; where it is the last one, as the line before. */
export function lineEndOf(text: string, offset: number): string {
  const next = text.indexOf("\n", offset);
  const end = next >= 0 ? next : text.lastIndexOf("\n");
  return text[end - 1] === "\r" ? "\r\n" : "\n";
}

export function startOf(node: unknown): number {
  return (isScalar(node) || isMap(node) ? node.range?.[0] : null) ?? 0;
}

/** A commit of decimal digits, or with one "e" among them, is a number to YAML unless quoted. */
export function plain(sha: string): string {
  return /^[0-9]+(?:e[0-9]+)?$/.test(sha) ? `"${sha}"` : sha;
}
