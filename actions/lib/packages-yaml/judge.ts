import type { Parsed, Problem, Refusal } from "./problem.ts";
import { lineAt, problemAt, type Source, type Span } from "./source.ts";
import type { Tree } from "./tree.ts";

/** Collects what is wrong with a file, each thing with its place, up to a number a person would read. */
export type Judge = {
  /** The value of a text that was understood; null, and a problem at the pointer, when it was refused. */
  take<T>(pointer: string, parsed: Parsed<T>): T | null;
  refuse(where: Where, refusal: Refusal): void;
  refuseSpan(span: Span, refusal: Refusal): void;
  warn(pointer: string, refusal: Refusal): void;
  lineOf(pointer: string): number;
  /** In the order of the file. */
  problems(): readonly Problem[];
  warnings(): readonly Problem[];
};

export type Where = { readonly pointer: string; readonly at: "key" | "value" | "parent" };

const MAX_PROBLEMS = 100;

export function judgeOf(source: Source, tree: Tree | null): Judge {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  let unnamed = 0;
  const add = (problem: Problem) => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
    else unnamed++;
  };
  const refuse = (where: Where, refusal: Refusal) => add(problemAt(source, spanAt(tree, where), refusal));
  return {
    refuse,
    refuseSpan: (span, refusal) => add(problemAt(source, span, refusal)),
    take(pointer, parsed) {
      if (parsed.ok) return parsed.value;
      refuse({ pointer, at: "value" }, parsed.refusal);
      return null;
    },
    warn(pointer, refusal) {
      const span = spanAt(tree, { pointer, at: "value" });
      warnings.push({ ...problemAt(source, span, refusal), severity: "warning" });
    },
    lineOf: (pointer) => lineAt(source, spanAt(tree, { pointer, at: "key" }).start),
    problems: () => [...problems.toSorted(byPlace), ...furtherProblems(source, unnamed)],
    warnings: () => warnings.toSorted(byPlace),
  };
}

/** Where a part stands; for a missing one the nearest thing around it that has a key. */
export function spanAt(tree: Tree | null, { pointer, at }: Where): Span {
  if (at === "parent") return spanAt(tree, { pointer: parentOf(pointer), at: "key" });
  const place = tree?.places.get(pointer);
  if (place === undefined) return { start: 0, end: 0 };
  return at === "key" && place.key !== null ? place.key : place.value;
}

function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

function byPlace(one: Problem, other: Problem): number {
  return one.line - other.line || one.column - other.column;
}

function furtherProblems(source: Source, count: number): Problem[] {
  if (count === 0) return [];
  const says = `${count} more problems are not shown`;
  const span = { start: source.text.length, end: source.text.length };
  return [problemAt(source, span, { rule: "too-many", says, fix: "fix those above first" })];
}
