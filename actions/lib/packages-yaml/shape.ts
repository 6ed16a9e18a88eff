import type { ErrorObject } from "../json-schema/index.ts";
import { MOST_PROBLEMS } from "./judge.ts";
import type { Allowance, BuildSettings } from "./packages-yaml.ts";
import type { Refusal } from "./problem.ts";
import { explain } from "./shape-rules.ts";
import { pointerTo, type Tree } from "./tree.ts";
import { validators } from "./validators.ts";

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

export type NamedEntry = {
  readonly name: string;
  readonly pointer: string;
  readonly written: WrittenEntry;
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
  const { data } = tree;
  const causes = distinct(errorsIn(data).filter(isCause));
  for (const error of causes) leaveOut(data, whereOf(error).pointer);
  const broken = causes.slice(0, MOST_PROBLEMS + 1).map((error) => {
    const where = whereOf(error);
    return { ...where, refusal: explain(error, textAt(where.pointer)) };
  });
  // What is left obeys the schema, but for required keys, which Written has as optional ones.
  return { written: isMap(data) ? (data as Written) : {}, broken };
}

/**
 * Entry after entry, until there are more errors than a person would read: what follows is left out, unjudged. All at once
 * the validator takes time by the square of what is wrong.
 */
function errorsIn(data: unknown): readonly ErrorObject[] {
  const errors = validators.file(data) ? [] : [...(validators.file.errors ?? [])];
  const entries = entriesIn(data);
  for (const name of Object.keys(entries)) {
    if (errors.length > MOST_PROBLEMS) entries[name] = undefined;
    else if (!validators.entry(shortened(entries[name]))) {
      const pointer = pointerTo("/packages", name);
      const found = validators.entry.errors ?? [];
      errors.push(...found.map((error) => ({ ...error, instancePath: pointer + error.instancePath })));
    }
  }
  return errors;
}

function entriesIn(data: unknown): Record<string, unknown> {
  const packages = isMap(data) ? data.packages : null;
  return isMap(packages) && !Array.isArray(packages) ? packages : {};
}

const LISTS = ["packages", "allow", "test"];
/** More than the schema takes in any list. That no two elements are the same is found out by comparing each with each. */
const LONG_LIST = 1001;

/** The same entry with lists that are too long all the same, but not to be compared. */
function shortened(entry: unknown): unknown {
  if (!isMap(entry)) return entry;
  for (const key of LISTS) {
    const list = entry[key];
    if (Array.isArray(list)) entry[key] = list.slice(0, LONG_LIST);
  }
  return entry;
}

/** A rule of the schema that was broken: where, and why. "parent": the part is missing there. */
export type Broken = {
  readonly pointer: string;
  readonly at: "key" | "value" | "parent";
  readonly refusal: Refusal;
};

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
