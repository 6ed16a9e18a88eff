import { type ArithmeticExpression, parse } from "unbash";
import { assignText } from "./assign.ts";
import { spend } from "./budget.ts";
import { expandValue, wordFrom } from "./expand.ts";
import { indexIn, indexWord } from "./find-parameter.ts";
import { reportHidden } from "./hidden.ts";
import { known, type Parts, textOf, UNKNOWN } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { lookUp } from "./shell-state.ts";
import { scalarOf } from "./variables.ts";

/** The value of `$((…))`; null: not known. What it assigns is assigned. */
export function arithmeticText(expression: ArithmeticExpression | undefined, shell: Shell): string | null {
  return expression === undefined ? "0" : (evaluate(expression, shell)?.toString() ?? null);
}

export function evaluate(expression: ArithmeticExpression, shell: Shell): bigint | null {
  spend(shell.reader.budget, 1);
  switch (expression.type) {
    case "ArithmeticGroup":
      return evaluate(expression.expression, shell);
    case "ArithmeticWord":
      return wordValue(expression, shell);
    case "ArithmeticUnary":
      return unary(expression, shell);
    case "ArithmeticBinary":
      return ASSIGNS.test(expression.operator) ? assign(expression, shell) : binary(expression, shell);
    case "ArithmeticTernary": {
      const test = evaluate(expression.test, shell);
      if (test !== null) return evaluate(test !== 0n ? expression.consequent : expression.alternate, shell);
      forget(expression.consequent, shell);
      forget(expression.alternate, shell);
      return null;
    }
    default:
      return null;
  }
}

/** The number that a text is: of an index, a length, a variable of declare -i. */
export function arithmeticOf(parts: Parts, shell: Shell, depth = 0): bigint | null {
  const text = textOf(parts)?.trim();
  if (text === undefined || depth > 8) return null;
  if (text === "") return 0n;
  const literal = literalOf(text);
  if (literal !== null) return literal;
  if (/^[A-Za-z_]\w*$/.test(text)) return variableValue(text, shell, depth);
  if (/["'`$\\;#{}]/.test(text)) {
    reportHidden(parts, "arithmetic", shell);
    return null;
  }
  const { commands, errors } = parse(`((${text}))`);
  const command = commands[0]?.command;
  const whole = errors === undefined && commands.length === 1 && command?.type === "ArithmeticCommand";
  return whole && command.expression !== undefined ? evaluate(command.expression, shell) : null;
}

const ASSIGNS = /^(?:[-+*/%&|^]|<<|>>)?=$/;

function literalOf(text: string): bigint | null {
  if (/^(?:0|[1-9]\d*)$/.test(text)) return wrap(BigInt(text));
  if (/^-[1-9]\d*$/.test(text)) return wrap(BigInt(text));
  if (/^0[0-7]+$/.test(text)) return wrap(BigInt(`0o${text.slice(1)}`));
  if (/^0[xX][0-9A-Fa-f]+$/.test(text)) return wrap(BigInt(text));
  const [, base, digits] = /^(\d{1,2})#([0-9A-Za-z]{1,12})$/.exec(text) ?? [];
  return base === undefined || digits === undefined ? null : ofBase(Number(base), digits);
}

/** `16#ff`; letters of either case up to base 36. */
function ofBase(base: number, digits: string): bigint | null {
  if (base < 2 || base > 36) return null;
  const values = [...digits].map((digit) => Number.parseInt(digit, 36));
  if (values.some((value) => value >= base)) return null;
  return wrap(values.reduce((sum, value) => sum * BigInt(base) + BigInt(value), 0n));
}

function variableValue(name: string, shell: Shell, depth: number): bigint | null {
  const { parts, set } = scalarOf(lookUp(shell.state, name).value);
  return set === false ? 0n : arithmeticOf(parts, shell, depth + 1);
}

function wordValue(
  { value }: Extract<ArithmeticExpression, { type: "ArithmeticWord" }>,
  shell: Shell,
): bigint | null {
  const literal = literalOf(value);
  if (literal !== null) return literal;
  if (/^[A-Za-z_]\w*$/.test(value)) return variableValue(value, shell, 0);
  const element = /^([A-Za-z_]\w*)\[(.*)\]$/s.exec(value);
  if (element) return elementValue(element[1] ?? "", element[2] ?? "", shell);
  const word = wordFrom(`"${value}"`);
  if (!/["`\\]/.test(value) && word !== null) {
    // Text that an expansion brings is read as part of the expression; only a number keeps its meaning there.
    const text = textOf(expandValue(word, shell));
    return text === null ? null : literalOf(text);
  }
  return null;
}

function elementValue(name: string, index: string, shell: Shell): bigint | null {
  const { value } = lookUp(shell.state, name);
  const word = indexWord(index);
  if (value.kind !== "list" || word === undefined) return null;
  const at = indexIn(value.items, arithmeticOf(expandValue(word, shell), shell));
  const parts = at === null ? undefined : value.items.get(at);
  return parts === undefined ? null : arithmeticOf(parts, shell, 1);
}

function unary(
  { operator, operand, prefix }: Extract<ArithmeticExpression, { type: "ArithmeticUnary" }>,
  shell: Shell,
): bigint | null {
  const value = evaluate(operand, shell);
  if (operator === "++" || operator === "--") {
    const next = value === null ? null : wrap(operator === "++" ? value + 1n : value - 1n);
    store(operand, next, shell);
    return prefix ? next : value;
  }
  if (value === null) return null;
  if (operator === "-") return wrap(-value);
  if (operator === "!") return value === 0n ? 1n : 0n;
  return operator === "~" ? ~value : operator === "+" ? value : null;
}

function assign(
  { operator, left, right }: Extract<ArithmeticExpression, { type: "ArithmeticBinary" }>,
  shell: Shell,
): bigint | null {
  const value = evaluate(right, shell);
  const old = operator === "=" ? 0n : evaluate(left, shell);
  const result =
    operator === "="
      ? value
      : value === null || old === null
        ? null
        : compute(operator.slice(0, -1), old, value);
  store(left, result, shell);
  return result;
}

function store(target: ArithmeticExpression, value: bigint | null, shell: Shell): void {
  const written = target.type === "ArithmeticWord" ? target.value : "";
  const [, name = null, index] = /^([A-Za-z_]\w*)(?:\[(.*)\])?$/s.exec(written) ?? [];
  const word = index === undefined ? undefined : indexWord(index);
  assignText(shell, { name, index: word, append: false }, value === null ? UNKNOWN : known(value.toString()));
}

/** What an expression that may or may not be evaluated assigns is not known afterwards. */
function forget(expression: ArithmeticExpression, shell: Shell): void {
  switch (expression.type) {
    case "ArithmeticBinary":
      if (ASSIGNS.test(expression.operator)) store(expression.left, null, shell);
      forget(expression.left, shell);
      forget(expression.right, shell);
      return;
    case "ArithmeticUnary":
      if (expression.operator.length === 2) store(expression.operand, null, shell);
      forget(expression.operand, shell);
      return;
    case "ArithmeticTernary":
      for (const part of [expression.test, expression.consequent, expression.alternate]) forget(part, shell);
      return;
    case "ArithmeticGroup":
      forget(expression.expression, shell);
      return;
    default:
  }
}

function binary(
  { operator, left, right }: Extract<ArithmeticExpression, { type: "ArithmeticBinary" }>,
  shell: Shell,
): bigint | null {
  const one = evaluate(left, shell);
  if (operator === "&&" || operator === "||") {
    if (one === null) {
      forget(right, shell);
      return null;
    }
    if ((one !== 0n) === (operator === "||")) return one !== 0n ? 1n : 0n;
    const other = evaluate(right, shell);
    return other === null ? null : other !== 0n ? 1n : 0n;
  }
  const other = evaluate(right, shell);
  if (operator === ",") return other;
  return one === null || other === null ? null : compute(operator, one, other);
}

function compute(operator: string, one: bigint, other: bigint): bigint | null {
  const truth = (is: boolean) => (is ? 1n : 0n);
  switch (operator) {
    case "+":
      return wrap(one + other);
    case "-":
      return wrap(one - other);
    case "*":
      return wrap(one * other);
    case "/":
      return other === 0n ? null : wrap(one / other);
    case "%":
      return other === 0n ? null : wrap(one % other);
    case "**":
      return other < 0n || other > 64n ? null : wrap(one ** other);
    case "<<":
      return other < 0n || other > 63n ? null : wrap(one << other);
    case ">>":
      return other < 0n || other > 63n ? null : wrap(one >> other);
    case "&":
      return one & other;
    case "|":
      return one | other;
    case "^":
      return one ^ other;
    case "<":
      return truth(one < other);
    case ">":
      return truth(one > other);
    case "<=":
      return truth(one <= other);
    case ">=":
      return truth(one >= other);
    case "==":
      return truth(one === other);
    case "!=":
      return truth(one !== other);
    default:
      return null;
  }
}

function wrap(number: bigint): bigint {
  return BigInt.asIntN(64, number);
}
