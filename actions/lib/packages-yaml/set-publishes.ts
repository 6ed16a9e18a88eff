import { isMap, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { editAlone } from "./edit-alone.ts";
import { EditError } from "./edit-error.ts";
import {
  applied,
  type Edit,
  keyOf,
  lineEndOf,
  lineStart,
  nextLine,
  packagesIn,
  type Setting,
  settingsOf,
  startOf,
} from "./entry-text.ts";

/**
 * The text of packages.yaml with the names that an entry may publish; unchanged where it lists them already. Names
 * that stay keep their line, its comment too; an entry's own name alone needs no list. Throws an EditError where the
 * text gives no room for that.
 */
export function setPublishes(text: string, entry: string, names: readonly string[]): string {
  return editAlone(text, entry, (part) => withPublishes(part, entry, names));
}

function withPublishes(text: string, entry: string, names: readonly string[]): string {
  const found = entryIn(text, entry);
  if (found === undefined) {
    throw new EditError("no-such-entry", `packages.yaml has no entry "${entry}" under "packages:"`);
  }
  if (isSame(publishedBy(found, entry), names)) return text;
  const edited = applied(text, editOf(text, found, names));
  const after = entryIn(edited, entry);
  if (after === undefined || !isSame(publishedBy(after, entry), names)) throw notEditable(entry);
  return edited;
}

function entryIn(text: string, entry: string): Setting | undefined {
  return settingsOf(packagesIn(text)).find((pair) => keyOf(pair) === entry);
}

function publishedBy(pair: Setting, entry: string): readonly string[] {
  const list = isMap(pair.value) ? pair.value.get("packages") : null;
  return isSeq(list) ? list.items.map((item) => (isScalar(item) ? String(item.value) : "")) : [entry];
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set(one).isSubsetOf(new Set(other));
}

function editOf(text: string, pair: Setting, names: readonly string[]): Edit {
  const { value } = pair;
  if (!isMap(value)) throw notEditable(keyOf(pair) ?? "");
  const written = value.items.find((setting) => keyOf(setting) === "packages");
  if (written === undefined) {
    return value.flow ? addToFlow(text, value, names) : addList(text, { pair, map: value }, names);
  }
  if (isSeq(written.value) && !written.value.flow) return editLines(text, written.value, names);
  if (!isSeq(written.value)) throw notEditable(keyOf(pair) ?? "");
  const [at, end] = written.value.range ?? [0, 0];
  return { at, end, insert: flowList(names) };
}

function flowList(names: readonly string[]): string {
  return `[${names.map(quoted).join(", ")}]`;
}

function addToFlow(text: string, map: YAMLMap, names: readonly string[]): Edit {
  const at = (map.range?.[0] ?? 0) + 1;
  const space = /\s/.test(text[at] ?? "") ? "" : " ";
  const comma = map.items.length > 0 ? "," : "";
  return { at, end: at, insert: ` packages: ${flowList(names)}${comma}${space}` };
}

/** After the pin, or whatever setting is first. */
function addList(
  text: string,
  { pair, map }: { readonly pair: Setting; readonly map: YAMLMap<unknown, unknown> },
  names: readonly string[],
): Edit {
  const before = map.items.find((setting) => keyOf(setting) === "ref") ?? map.items[0];
  if (before === undefined || !isScalar(before.value)) throw notEditable(keyOf(pair) ?? "");
  const key = startOf(before.key);
  const indent = text.slice(lineStart(text, key), key);
  if (indent.trim() !== "") throw notEditable(keyOf(pair) ?? "");
  const lines = [`${indent}packages:`, ...names.map((name) => `${indent}  - ${quoted(name)}`)];
  return linesAfter(text, startOf(before.value) || key, lines);
}

/** Lines of names that go are left out, lines of new names come last. */
function editLines(text: string, list: YAMLSeq, names: readonly string[]): Edit {
  const items = list.items.filter((item): item is Scalar => isScalar(item));
  const lines = items.map((item) => ({ name: String(item.value), ...lineAt(text, startOf(item)) }));
  const [first, last] = [lines[0], lines.at(-1)];
  if (first === undefined || last === undefined) throw notEditable("packages");
  const there = new Set(lines.map(({ name }) => name));
  const [prefix = ""] = /^\s*-\s+/.exec(text.slice(first.at, first.end)) ?? [];
  const gone = lines.filter(({ name }) => !names.includes(name));
  const kept = gone
    .toReversed()
    .reduce(
      (block, { at, end }) => block.slice(0, at - first.at) + block.slice(end - first.at),
      text.slice(first.at, last.end),
    );
  const added = names.filter((name) => !there.has(name)).map((name) => `${prefix}${quoted(name)}`);
  const lineEnd = lineEndOf(text, first.at);
  const separator = kept === "" || kept.endsWith("\n") || added.length === 0 ? "" : lineEnd;
  return {
    at: first.at,
    end: last.end,
    insert: kept + separator + added.map((line) => line + lineEnd).join(""),
  };
}

function lineAt(text: string, offset: number): { readonly at: number; readonly end: number } {
  return { at: lineStart(text, offset), end: nextLine(text, offset) };
}

function linesAfter(text: string, offset: number, lines: readonly string[]): Edit {
  const { end } = lineAt(text, offset);
  const lineEnd = lineEndOf(text, offset);
  const isOpen = end === text.length && !text.endsWith("\n");
  const block = lines.join(lineEnd);
  return { at: end, end, insert: isOpen ? lineEnd + block : block + lineEnd };
}

/** As in YAML's core schema: what reads as anything but text is quoted. */
function quoted(name: string): string {
  const isPlain =
    /^[A-Za-z_][A-Za-z0-9_.+-]*$/.test(name) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(name);
  return isPlain ? name : JSON.stringify(name);
}

function notEditable(entry: string): EditError {
  const message = `cannot list what "${entry}" publishes: it is not written as a plain block of settings`;
  return new EditError("not-editable", `${message}; edit packages.yaml by hand`);
}
