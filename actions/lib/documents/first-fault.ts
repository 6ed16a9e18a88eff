import type { ErrorObject } from "../json-schema/index.ts";

/** The most telling thing that is wrong with a value: where, what stands there, and the rule. */
export function firstFault(value: unknown, errors: readonly ErrorObject[]): { path: string; says: string } {
  const error = errors.reduce(moreTelling);
  return { path: pathOf(error), says: `${shown(wrongPart(value, error))} ${ruleOf(error)}` };
}

/** Of the branches "something or null" the something that went further in. */
function moreTelling(one: ErrorObject, other: ErrorObject): ErrorObject {
  if (one.keyword === "anyOf" || one.keyword === "if") return other;
  if (other.keyword === "anyOf" || other.keyword === "if") return one;
  return depthOf(other) > depthOf(one) ? other : one;
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split("/").length;
}

/** The name that is wrong, or what stands at the pointer "/jobs/3/uses/0/value". */
function wrongPart(value: unknown, { instancePath, propertyName }: ErrorObject): unknown {
  if (propertyName !== undefined) return propertyName;
  const keys = instancePath.split("/").slice(1).map(unescaped);
  return keys.reduce((part, key) => (part as Record<string, unknown>)[key], value);
}

function unescaped(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** "jobs[3].uses[0].value" of the pointer "/jobs/3/uses/0/value". */
function pathOf({ instancePath, propertyName }: ErrorObject): string {
  const keys = [...instancePath.split("/").slice(1), ...(propertyName === undefined ? [] : [propertyName])];
  const path = keys.map((key) => (/^[0-9]+$/.test(key) ? `[${key}]` : `.${key}`)).join("");
  return path.replace(/^\./, "") || "the document";
}

const SHOWN_CHARACTERS = 80;

/** A value for a message: one bounded line of JSON without control characters. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(clean(value.slice(0, SHOWN_CHARACTERS)));
  if (Array.isArray(value)) return `(a list of ${value.length})`;
  return typeof value === "object" && value !== null ? "(an object)" : String(value);
}

function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "\ufffd");
}

function ruleOf({ keyword, params, message }: ErrorObject): string {
  if (keyword === "additionalProperties") return `has the unknown field ${shown(params.additionalProperty)}`;
  if (keyword === "required") return `lacks the field ${shown(params.missingProperty)}`;
  if (keyword === "enum") return `must be one of ${params.allowedValues.map(shown).join(", ")}`;
  if (keyword === "const") return `must be ${shown(params.allowedValue)}`;
  return message ?? "is not allowed";
}
