import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import schema from "../../../schema/packages.schema.json" with { type: "json" };
import { MOST_PROBLEMS } from "./judge.ts";
import type { Allowance, BuildSettings } from "./packages-yaml.ts";
import type { Refusal } from "./problem.ts";
import { explain } from "./shape-rules.ts";
import { pointerTo, type Tree } from "./tree.ts";

/** packages.yaml as written, of the right shape, without what was refused. */
export type Written = {
  readonly repository?: WrittenRepository;
  readonly cooldown?: string;
  readonly build?: WrittenSettings | null;
  readonly packages?: Readonly<Record<string, WrittenEntry | null>> | null;
};

export type WrittenRepository = {
  readonly name?: string;
  readonly image?: string;
  readonly mirror?: string;
  readonly store?: string;
  readonly endpoint?: string;
  readonly region?: string;
  readonly url?: string;
  readonly keep?: string;
};

export type WrittenSettings = {
  readonly timeout?: string;
  readonly network?: BuildSettings["network"];
  readonly "rebuild-on"?: BuildSettings["rebuildOn"];
  readonly vcs?: BuildSettings["vcs"];
};

export type WrittenEntry = WrittenSettings & {
  readonly git?: string;
  readonly branch?: string;
  readonly ref?: string;
  readonly path?: string;
  readonly packages?: readonly (string | null)[];
  readonly allow?: readonly (Allowance | null)[];
  readonly test?: readonly (string | null)[];
};

/**
 * Checks a tree's data against the JSON Schema. What a broken rule names is taken out of the data, so that the
 * rest can still be judged: a key stays with the value undefined, a list's element becomes null. `textAt` gives
 * the text that stands at a pointer, for messages.
 */
export function checkShape(
  tree: Tree,
  textAt: (pointer: string) => string,
): { written: Written; broken: readonly Broken[] } {
  const validate = validator();
  const { data } = tree;
  if (validate(data)) return { written: data, broken: [] };
  const causes = distinct((validate.errors ?? []).filter(isCause));
  for (const error of causes) leaveOut(data, whereOf(error).pointer);
  const broken = causes.slice(0, MOST_PROBLEMS + 1).map((error) => {
    const where = whereOf(error);
    return { ...where, refusal: explain(error, textAt(where.pointer)) };
  });
  // What is left obeys the schema, but for required keys, which Written has as optional ones.
  return { written: isMap(data) ? (data as Written) : {}, broken };
}

/** A rule of the schema that was broken: where, and why. "parent": the part is missing there. */
export type Broken = {
  readonly pointer: string;
  readonly at: "key" | "value" | "parent";
  readonly refusal: Refusal;
};

let compiled: ValidateFunction<Written> | null = null;

/** Compiled when first needed: it takes longer than reading most files. */
function validator(): ValidateFunction<Written> {
  compiled ??= new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    // Both only cost time when starting: the schema is checked by a test, and what is compiled runs once.
    validateSchema: false,
    code: { optimize: false },
  }).compile<Written>(schema);
  return compiled;
}

/** `propertyNames` only repeats what its own rule said. */
function isCause(error: ErrorObject): boolean {
  return error.keyword !== "propertyNames";
}

/** One error a place: an overlong name also breaks its pattern. */
function distinct(errors: readonly ErrorObject[]): ErrorObject[] {
  return [...new Map(errors.map((error) => [whereOf(error).pointer, error])).values()];
}

/** The part that is refused, and whether its key or its value is. */
function whereOf(error: ErrorObject): Pick<Broken, "pointer" | "at"> {
  const { instancePath, params, propertyName } = error;
  if (propertyName !== undefined) return { pointer: pointerTo(instancePath, propertyName), at: "key" };
  if (error.keyword === "additionalProperties") {
    return { pointer: pointerTo(instancePath, params.additionalProperty), at: "key" };
  }
  if (error.keyword === "required") {
    return { pointer: pointerTo(instancePath, params.missingProperty), at: "parent" };
  }
  if (error.keyword === "uniqueItems") {
    return { pointer: pointerTo(instancePath, Math.max(params.i, params.j)), at: "value" };
  }
  return { pointer: instancePath, at: error.data === null ? "key" : "value" };
}

function leaveOut(data: unknown, pointer: string): void {
  const keys = pointer.split("/").slice(1).map(unescapeKey);
  const last = keys.pop();
  let parent = data;
  for (const key of keys) parent = isMap(parent) ? parent[key] : undefined;
  if (last === undefined) return;
  if (Array.isArray(parent)) parent[Number(last)] = null;
  else if (isMap(parent)) parent[last] = undefined;
}

function unescapeKey(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
