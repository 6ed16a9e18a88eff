import { EMPTY, type Parts, sameParts, UNKNOWN } from "./parts.ts";

/** What a shell variable holds as far as it is known. */
export type Value =
  | { readonly kind: "unset" }
  /** `more`: it may be an array whose first element this is. */
  | { readonly kind: "text"; readonly text: Parts; readonly more?: true }
  /** An indexed array, which may be sparse; in the order of its indices. */
  | { readonly kind: "list"; readonly items: ReadonlyMap<number, Parts> }
  /** An associative array. Bash lists its keys in an order of its own. */
  | { readonly kind: "table"; readonly items: ReadonlyMap<string, Parts> }
  | { readonly kind: "unknown" };

/** `flags` are those of declare that change what an assignment does: "n" reference, "i", "l", "u", "r" readonly. */
export type Variable = { readonly value: Value; readonly flags: string };

export const UNSET: Variable = { value: { kind: "unset" }, flags: "" };
export const LOST: Variable = { value: { kind: "unknown" }, flags: "" };

export function textVariable(text: Parts, flags = ""): Variable {
  return { value: { kind: "text", text }, flags };
}

export function listVariable(items: readonly Parts[], flags = ""): Variable {
  return { value: { kind: "list", items: new Map(items.map((item, at) => [at, item])) }, flags };
}

/** `$name` of an array is its first element. */
export function scalarOf(value: Value): { readonly parts: Parts; readonly set: boolean | null } {
  switch (value.kind) {
    case "unset":
      return { parts: EMPTY, set: false };
    case "text":
      return { parts: value.text, set: true };
    case "unknown":
      return { parts: UNKNOWN, set: null };
    default: {
      const first = value.kind === "list" ? value.items.get(0) : value.items.get("0");
      return { parts: first ?? EMPTY, set: first !== undefined };
    }
  }
}

/** All elements in order, a text being one; null where they are not known. */
export function elementsOf(value: Value): readonly Parts[] | null {
  switch (value.kind) {
    case "unset":
      return [];
    case "text":
      return value.more ? null : [value.text];
    case "list":
      return [...value.items.values()];
    case "table":
      return value.items.size > 1 ? null : [...value.items.values()];
    case "unknown":
      return null;
  }
}

export function joinVariables(left: Variable, right: Variable): Variable {
  if (left === right) return left;
  if (left.flags !== right.flags) return { value: { kind: "unknown" }, flags: "?" };
  return sameValue(left.value, right.value) ? left : { value: { kind: "unknown" }, flags: left.flags };
}

function sameValue(left: Value, right: Value): boolean {
  if (left.kind === "text" && right.kind === "text")
    return left.more === right.more && sameParts(left.text, right.text);
  if (left.kind === "list" && right.kind === "list") return sameItems(left.items, right.items);
  if (left.kind === "table" && right.kind === "table") return sameItems(left.items, right.items);
  return left.kind === right.kind;
}

function sameItems<Key>(left: ReadonlyMap<Key, Parts>, right: ReadonlyMap<Key, Parts>): boolean {
  if (left === right) return true;
  if (left.size !== right.size) return false;
  for (const [key, item] of left) {
    const other = right.get(key);
    if (other === undefined || !sameParts(item, other)) return false;
  }
  return true;
}
