import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { quote, type Refusal } from "./problem.ts";
import { lineAt, type Source, type Span } from "./source.ts";
import type { Located } from "./yaml-tokens.ts";

/** A document as plain data, and where each part stands; both by JSON pointer (RFC 6901). */
export type Tree = {
  readonly data: unknown;
  /** Called only where a place is to be told. */
  readonly places: () => ReadonlyMap<string, Place>;
  readonly found: readonly Located[];
};

/** `key` is null for list elements and the root. */
export type Place = { readonly key: Span | null; readonly value: Span };

/**
 * Plain data of a composed document. Only maps, lists and one-line scalars without anchors, aliases, tags and
 * merge keys become data; objects have no prototype, and a key stands once.
 */
export function treeOf(document: Document.Parsed, source: Source): Tree {
  const places = new Map<string, Place>();
  const found: Located[] = [];
  const walk: Walk = { source, places, found };
  const data = dataOf(document.contents, "", walk);
  places.set("", { key: null, value: spanOf(document.contents) });
  return { data, places: () => places, found };
}

type Walk = {
  readonly source: Source;
  readonly places: Map<string, Place>;
  readonly found: Located[];
};

export function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function dataOf(node: Node | null, pointer: string, walk: Walk): unknown {
  if (node === null) return null;
  refuseDecoration(node, walk);
  if (isMap(node)) return mapOf(node.items, pointer, walk);
  if (isSeq(node)) return node.items.map((child, index) => elementOf(child, pointerTo(pointer, index), walk));
  return isScalar(node) ? scalarOf(node, walk) : undefined;
}

function elementOf(child: unknown, pointer: string, walk: Walk): unknown {
  const node = isNode(child) ? child : null;
  walk.places.set(pointer, { key: null, value: spanOf(node) });
  return dataOf(node, pointer, walk);
}

type Pair = { readonly key: unknown; readonly value: unknown };

function mapOf(pairs: readonly Pair[], pointer: string, walk: Walk): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (const pair of pairs) {
    const keySpan = spanOf(pair.key);
    const key = keyOf(pair.key, walk);
    if (key === null) continue;
    const child = pointerTo(pointer, key);
    const first = walk.places.get(child)?.key;
    if (first != null) {
      walk.found.push({ ...keySpan, refusal: duplicate(key, lineAt(walk.source, first.start)) });
      continue;
    }
    const value = isNode(pair.value) ? pair.value : null;
    walk.places.set(child, { key: keySpan, value: value === null ? keySpan : spanOf(value) });
    map[key] = dataOf(value, child, walk);
  }
  return map;
}

function duplicate(key: string, line: number): Refusal {
  return {
    rule: "duplicate-key",
    says: `${quote(key)} stands here a second time; the first is on line ${line}`,
    fix: "remove one of the two, or merge their settings",
  };
}

function keyOf(node: unknown, walk: Walk): string | null {
  if (isNode(node)) refuseDecoration(node, walk);
  if (!isScalar(node)) {
    return refuseKey(node, walk, { says: "a key must be one word", fix: "write key: value" });
  }
  const source = node.source ?? "";
  if (source === "<<") {
    walk.found.push({ ...spanOf(node), refusal: MERGE_KEY });
    return null;
  }
  if (node.value === null && source === "") {
    return refuseKey(node, walk, { says: "a key is missing here", fix: "name the key" });
  }
  if (typeof textOf(node) !== "string") {
    const says = `the key ${quote(source)} is not text to YAML`;
    return refuseKey(node, walk, { says, fix: `quote it: ${quote(source)}:` });
  }
  return String(node.value);
}

const MERGE_KEY: Refusal = {
  rule: "merge-key",
  says: '"<<" (a merge key) is not read',
  fix: 'write the settings out; defaults for all packages belong under "build:"',
};

function refuseKey(node: unknown, walk: Walk, { says, fix }: { says: string; fix: string }): null {
  walk.found.push({ ...spanOf(node), refusal: { rule: "plain-key", says, fix } });
  return null;
}

function scalarOf(node: Scalar, walk: Walk): unknown {
  const span = spanOf(node);
  if (walk.source.text.slice(span.start, span.end).includes("\n")) {
    const says = "a value that goes over several lines";
    walk.found.push({ ...span, refusal: { rule: "one-line", says, fix: "write it on one line" } });
  }
  return textOf(node);
}

/**
 * The scalar as text where every reader of YAML takes it for text. Plain `no`, `on`, `y` are text in YAML 1.2
 * and booleans in 1.1, which many tools still speak.
 */
function textOf(node: Scalar): string | number | boolean | null {
  const { value } = node;
  if (typeof value === "string") return node.type === "PLAIN" && isYaml11Boolean(value) ? true : value;
  return typeof value === "number" || value === null ? value : true;
}

function isYaml11Boolean(text: string): boolean {
  return /^(?:y|n|yes|no|on|off)$/i.test(text);
}

function refuseDecoration(node: Node, walk: Walk): void {
  const span = spanOf(node);
  if (isAlias(node) || node.anchor) {
    const says = "anchors (&name) and aliases (*name) are not read";
    const fix = "write the value out; quote a text that begins with & or *";
    walk.found.push({ ...span, refusal: { rule: "anchor", says, fix } });
  }
  if (!isAlias(node) && node.tag !== undefined) {
    const says = `the tag ${quote(node.tag.replace("tag:yaml.org,2002:", "!!"))} is not read`;
    const fix = "remove the tag; quote a value that must be text";
    walk.found.push({ ...span, refusal: { rule: "tag", says, fix } });
  }
}

function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function spanOf(node: unknown): Span {
  const range = isNode(node) ? node.range : null;
  return range ? { start: range[0], end: range[1] } : { start: 0, end: 0 };
}
