import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import buildPlan from "../../../schema/build-plan.schema.json" with { type: "json" };
import buildResult from "../../../schema/build-result.schema.json" with { type: "json" };
import detection from "../../../schema/detection.schema.json" with { type: "json" };
import manifest from "../../../schema/manifest.schema.json" with { type: "json" };
import state from "../../../schema/state.schema.json" with { type: "json" };

let ajv: Ajv | null = null;
const compiled = new Map<string, ValidateFunction>();

/** Whether a value is what a schema says; `$ref` names a schema of schema/ or one of its definitions. */
export function isOfSchema<T>(value: unknown, $ref: string): value is T {
  return validator($ref)(value);
}

/** The first thing that is wrong: where, what stands there, and the rule. Null: all is right. */
export function firstFault(value: unknown, $ref: string): { path: string; says: string } | null {
  const validate = validator($ref);
  if (validate(value)) return null;
  const error = (validate.errors ?? []).reduce(moreTelling);
  return { path: pathOf(error), says: `${shown(error.data)} ${ruleOf(error)}` };
}

/** Compiled when first needed: a command that reads no state does not pay for its schema. */
function validator($ref: string): ValidateFunction {
  ajv ??= new Ajv({
    schemas: [buildPlan, buildResult, detection, manifest, state],
    allowUnionTypes: true,
    verbose: true,
    // Both only cost time when starting: the schemas are checked by a test, and what is compiled runs once or twice.
    validateSchema: false,
    code: { optimize: false },
  });
  const validate = compiled.get($ref) ?? ajv.compile({ $ref });
  compiled.set($ref, validate);
  return validate;
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
