import type { Parsed, Problem, Refusal } from "./problem.ts";
import { lineAt, problemAt, type Source, type Span } from "./source.ts";
import type { Tree } from "./tree.ts";

/** Collects what is wrong with a file, each thing with its place. */
export type Judge = {
  /** The value of a text that was understood; null, and a problem at the pointer, when it was refused. */
  take<T>(pointer: string, parsed: Parsed<T>): T | null;
  refuse(where: Where, refusal: Refusal): void;
  refuseSpan(span: Span, refusal: Refusal): void;
  warn(pointer: string, refusal: Refusal): void;
  lineOf(pointer: string): number;
  /** In the order of the file, as many as a person would read. */
  problems(): readonly Problem[];
  warnings(): readonly Problem[];
};

export type Where = { readonly pointer: string; readonly at: "key" | "value" | "parent" };

/** Nobody reads more at once. */
export const MOST_PROBLEMS = 100;

export function judgeOf(source: Source, tree: Tree): Judge {
  const problems = new Map<string, Problem>();
  const warnings: Problem[] = [];
  const add = (span: Span, refusal: Refusal) => {
    const problem = problemAt(source, span, refusal);
    const place = `${problem.line}:${problem.column}`;
    // What is said of one place first is the cause, the rest its consequences.
    if (!problems.has(place)) problems.set(place, problem);
  };
  return {
    refuse: (where, refusal) => add(spanAt(tree, where), refusal),
    refuseSpan: add,
    take(pointer, parsed) {
      if (parsed.ok) return parsed.value;
      add(spanAt(tree, { pointer, at: "value" }), parsed.refusal);
      return null;
    },
    warn(pointer, refusal) {
      const span = spanAt(tree, { pointer, at: "value" });
      warnings.push({ ...problemAt(source, span, refusal), severity: "warning" });
    },
    lineOf: (pointer) => lineAt(source, spanAt(tree, { pointer, at: "key" }).start),
    problems: () => firstOf([...problems.values()].sort(byPlace), source),
    warnings: () => warnings.toSorted(byPlace),
  };
}

/** Where a part stands; for a missing one the nearest thing around it that has a key. */
export function spanAt(tree: Tree, { pointer, at }: Where): Span {
  if (at === "parent") return spanAt(tree, { pointer: parentOf(pointer), at: "key" });
  const place = tree.places().get(pointer);
  if (place === undefined) return { start: 0, end: 0 };
  return at === "key" && place.key !== null ? place.key : place.value;
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

function byPlace(one: Problem, other: Problem): number {
  return one.line - other.line || one.column - other.column;
}

function firstOf(problems: readonly Problem[], source: Source): Problem[] {
  if (problems.length <= MOST_PROBLEMS) return [...problems];
  const end = { start: source.text.length, end: source.text.length };
  const says = `only the first ${MOST_PROBLEMS} problems are shown`;
  const more = problemAt(source, end, {
    rule: "too-many",
    says,
    fix: "mend those above, and read the file again",
  });
  return [...problems.slice(0, MOST_PROBLEMS), more];
}
