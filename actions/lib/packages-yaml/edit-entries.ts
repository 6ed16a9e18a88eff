import { isCollection, isMap, isPair, isScalar, type YAMLMap } from "yaml";
import { editAlone } from "./edit-alone.ts";
import { EditError } from "./edit-error.ts";
import {
  applied,
  keyOf,
  lineEndOf,
  lineStart,
  nextLine,
  packagesIn,
  plain,
  type Setting,
  settingsOf,
  startOf,
} from "./entry-text.ts";

/** An entry to be written; null: left out, for its default. */
export type NewEntry = {
  readonly name: string;
  readonly git: string | null;
  readonly branch: string | null;
  readonly path: string | null;
  /** 40 hexadecimal digits; null: not reviewed yet. */
  readonly ref: string | null;
  readonly packages: readonly string[] | null;
};

/**
 * The text of packages.yaml with an entry after all others, written in the annotated file's style. Lines are added and
 * none is changed. Throws an EditError where there is such an entry, or the text gives no room for one.
 */
export function addEntry(text: string, entry: NewEntry): string {
  return editAlone(text, entry.name, (part) => withEntry(part, entry));
}

function withEntry(text: string, entry: NewEntry): string {
  const before = settingsOf(packagesIn(text));
  if (before.some((pair) => keyOf(pair) === entry.name)) {
    throw new EditError("entry-exists", `packages.yaml lists "${entry.name}" already`);
  }
  const edited = before.length === 0 ? withFirstEntry(text, entry) : withFurtherEntry(text, before, entry);
  const wanted = [...before.map(keyOf), entry.name];
  requireNames(edited, wanted, `cannot add "${entry.name}"`);
  return edited;
}

/**
 * The text of packages.yaml without an entry: its lines go, a comment above them stays. Throws an EditError where there
 * is none, or it shares its lines with others.
 */
export function removeEntry(text: string, name: string): string {
  return editAlone(text, name, (part) => withoutEntry(part, name));
}

function withoutEntry(text: string, name: string): string {
  const before = settingsOf(packagesIn(text));
  const found = before.find((pair) => keyOf(pair) === name);
  if (found === undefined) {
    throw new EditError("no-such-entry", `packages.yaml has no entry "${name}" under "packages:"`);
  }
  const at = lineStart(text, startOf(found.key));
  const end = nextLine(text, Math.max(startOf(found.key), lastOffset(found.value)));
  const edited = applied(text, { at, end, insert: "" });
  const wanted = before.map(keyOf).filter((key) => key !== name);
  requireNames(edited, wanted, `cannot remove "${name}"`);
  return edited;
}

/** Directly below `packages:`, before the examples that stand there as comments. */
function withFirstEntry(text: string, entry: NewEntry): string {
  const key = /^(?:packages|"packages"|'packages')[ \t]*:[ \t]*(?:\{[ \t]*\}[ \t]*)?(?=#|\r?$)/m.exec(text);
  if (key === null) return withPackagesKey(text, entry);
  const emptied = key[0].replace(/\{[ \t]*\}/, "").trimEnd();
  const opened = applied(text, { at: key.index, end: key.index + key[0].trimEnd().length, insert: emptied });
  return insertLines(opened, nextLine(opened, key.index), linesOf(entry, "  "));
}

function withPackagesKey(text: string, entry: NewEntry): string {
  return insertLines(text, text.length, ["packages:", ...linesOf(entry, "  ")]);
}

/** As the entries above it are: with their indent, and an empty line before it where the last one has one. */
function withFurtherEntry(text: string, entries: readonly Setting[], entry: NewEntry): string {
  const last = entries.at(-1);
  const key = startOf(last?.key);
  const indent = text.slice(lineStart(text, key), key);
  if (indent.trim() !== "") throw notEditable(`cannot add "${entry.name}"`);
  const isApart = entries.length > 1 && /\n[ \t]*\r?\n$/.test(text.slice(0, lineStart(text, key)));
  const at = nextLine(text, Math.max(key, lastOffset(last?.value)));
  return insertLines(text, at, [...(isApart ? [""] : []), ...linesOf(entry, indent)]);
}

function linesOf({ name, git, branch, path, ref, packages }: NewEntry, indent: string): string[] {
  const inner = `${indent}  `;
  const settings = [
    ...(git === null ? [] : [`${inner}git: ${git}`]),
    ...(branch === null ? [] : [`${inner}branch: ${textOf(branch)}`]),
    ...(path === null ? [] : [`${inner}path: ${textOf(path)}`]),
    ...(ref === null ? [] : [`${inner}ref: ${plain(ref)}`]),
    ...(packages === null
      ? []
      : [`${inner}packages:`, ...packages.map((each) => `${inner}  - ${textOf(each)}`)]),
  ];
  return [`${indent}${textOf(name)}:`, ...settings];
}

/** Names that YAML would read as something else than text are quoted ("1password" is none of them, "1e3" is). */
function textOf(name: string): string {
  const isPlain =
    /^[A-Za-z_][A-Za-z0-9_.+/-]*$/.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}

function insertLines(text: string, at: number, lines: readonly string[]): string {
  const lineEnd = lineEndOf(text, at);
  const lacksEnd = at > 0 && text[at - 1] !== "\n";
  const block = lines.map((line) => line + lineEnd).join("");
  return applied(text, { at, end: at, insert: lacksEnd ? lineEnd + block : block });
}

function requireNames(edited: string, wanted: readonly (string | null)[], what: string): void {
  const names = settingsOf(packagesIn(edited)).map(keyOf);
  if (names.length !== wanted.length || names.some((name, at) => name !== wanted[at]))
    throw notEditable(what);
}

function notEditable(what: string): EditError {
  const says = "the entries are not written as a plain block, one setting a line";
  return new EditError("not-editable", `${what}: ${says}; edit packages.yaml by hand`);
}

/** The offset of the last character that belongs to a value, comments after it left out. */
function lastOffset(node: unknown): number {
  if (isPair(node)) return Math.max(lastOffset(node.key), lastOffset(node.value));
  if (isCollection(node)) {
    const closing = (node as YAMLMap).flow ? (node.range?.[1] ?? 0) - 1 : 0;
    return Math.max(closing, ...node.items.map(lastOffset), isMap(node) ? startOf(node) : 0);
  }
  if (!isScalar(node)) return 0;
  const [start = 0, end = 0] = node.range ?? [];
  return Math.max(start, end - 1);
}
