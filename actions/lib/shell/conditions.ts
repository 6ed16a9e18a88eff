import type { TestExpression, Word } from "unbash";
import { arithmeticOf } from "./arithmetic.ts";
import { expandPattern, expandValue } from "./expand.ts";
import { type Parts, textOf } from "./parts.ts";
import { matches, patternOf } from "./pattern.ts";
import type { Shell, Status } from "./shell.ts";
import { lookUp } from "./shell-state.ts";
import { elementsOf, scalarOf } from "./variables.ts";

/** Whether `[[ … ]]` succeeds; files are never looked at. */
export function testHolds(expression: TestExpression, shell: Shell): Status {
  switch (expression.type) {
    case "TestGroup":
      return testHolds(expression.expression, shell);
    case "TestNot": {
      const inner = testHolds(expression.operand, shell);
      return inner === null ? null : expression.negations.length % 2 === 1 ? !inner : inner;
    }
    case "TestLogical":
      return logical(
        expression.operands.map((operand) => testHolds(operand, shell)),
        expression.operator,
      );
    case "TestUnary":
      return unaryHolds(expression.operator, expandValue(expression.operand, shell), shell);
    case "TestBinary":
      return binaryHolds(expression, shell);
  }
}

function logical(statuses: readonly Status[], operator: "&&" | "||"): Status {
  const ends = operator === "||";
  if (statuses.includes(ends)) return ends;
  return statuses.includes(null) ? null : !ends;
}

export function unaryHolds(operator: string, parts: Parts, shell: Shell): Status {
  const certain = parts.some((part) => part !== null);
  if (operator === "-n") return certain || (parts.length === 0 ? false : null);
  if (operator === "-z") return certain ? false : parts.length === 0 ? true : null;
  if (operator !== "-v") return null;
  const name = textOf(parts);
  if (name === null || !/^[A-Za-z_]\w*$/.test(name)) return null;
  const { value } = lookUp(shell.state, name);
  return scalarOf(value).set ?? (elementsOf(value) === null ? null : false);
}

function binaryHolds(
  { operator, left, right }: { operator: string; left: Word; right: Word },
  shell: Shell,
): Status {
  const text = textOf(expandValue(left, shell));
  if (operator === "==" || operator === "=" || operator === "!=") {
    const pattern = right.text.startsWith("~") ? null : patternOf(expandPattern(right, shell));
    if (text === null || pattern === null) return null;
    return matches(pattern, text, shell.reader.budget) === (operator !== "!=");
  }
  if (operator === "=~") {
    expandPattern(right, shell);
    return null;
  }
  return comparisonHolds(
    { operator, left: expandValue(left, shell), right: expandValue(right, shell) },
    shell,
  );
}

/** `-eq` and its kin; the arithmetic of `[[`. */
export function comparisonHolds(
  { operator, left, right }: { operator: string; left: Parts; right: Parts },
  shell: Shell,
): Status {
  const compare = COMPARISONS.get(operator);
  if (compare === undefined) return null;
  const [one, other] = [arithmeticOf(left, shell), arithmeticOf(right, shell)];
  return one === null || other === null ? null : compare(one, other);
}

const COMPARISONS = new Map<string, (one: bigint, other: bigint) => boolean>([
  ["-eq", (one, other) => one === other],
  ["-ne", (one, other) => one !== other],
  ["-lt", (one, other) => one < other],
  ["-le", (one, other) => one <= other],
  ["-gt", (one, other) => one > other],
  ["-ge", (one, other) => one >= other],
]);

/** Whether `test` or `[` with these arguments succeeds. */
export function simpleTestHolds(given: readonly Parts[], shell: Shell): Status {
  const [first, second, third] = given;
  const name = first === undefined ? "" : textOf(first);
  if (given.some((parts) => parts.includes(null)) && given.length !== 2 && given.length !== 3) return null;
  if (name === "!" && given.length > 1 && given.length < 5) {
    const inner = simpleTestHolds(given.slice(1), shell);
    return inner === null ? null : !inner;
  }
  if (first === undefined) return false;
  if (given.length === 1) return unaryHolds("-n", first, shell);
  if (second === undefined || name === null)
    return second !== undefined && third !== undefined ? compareTexts({ first, second, third }, shell) : null;
  if (given.length === 2) return name === "-n" || name === "-z" ? unaryHolds(name, second, shell) : null;
  return given.length === 3 && third !== undefined ? compareTexts({ first, second, third }, shell) : null;
}

function compareTexts(
  { first, second, third }: { first: Parts; second: Parts; third: Parts },
  shell: Shell,
): Status {
  const operator = textOf(second);
  const [left, right] = [textOf(first), textOf(third)];
  if (left === null || right === null || operator === null) return null;
  if (operator === "=" || operator === "==") return left === right;
  if (operator === "!=") return left !== right;
  if (!/^-?\d+$/.test(left) || !/^-?\d+$/.test(right)) return null;
  return comparisonHolds({ operator, left: first, right: third }, shell);
}
