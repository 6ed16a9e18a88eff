import { UNKNOWN } from "./argument.ts";
import type { Step } from "./step.ts";

/** What a here-document or a here-string gives to it; null: not known; undefined: nothing stands here. */
export function standardInput({ command }: Step): string | null | undefined {
  const here = command.redirections.findLast(
    ({ operator }) => operator.endsWith("<<") || operator.endsWith("<<-") || operator.endsWith("<<<"),
  );
  if (!here) return undefined;
  return here.target.parts.every((part) => part === null) && here.target.parts.length > 0
    ? null
    : here.target.parts.map((part) => part ?? UNKNOWN).join("");
}

/** What a step gets or prints, as far as it stands in the text: a here-document, echo, printf, or cat of one. */
export function contentOf(step: Step): string | null {
  const given = standardInput(step);
  if (given !== undefined) return given;
  const source = step.fedBy.at(-1) ?? step;
  if (source !== step && source.program === "cat") return standardInput(source) ?? null;
  if (source.program === "echo") return echoed(source.arguments.map(({ text }) => text));
  if (source.program === "printf") return printed(source.arguments.map(({ text }) => text));
  return null;
}

function echoed(words: readonly string[]): string {
  const text = words.filter((word) => !/^-[neE]+$/.test(word)).join(" ");
  return words.some((word) => /^-[nE]*e/.test(word)) ? unescaped(text) : text;
}

function printed(words: readonly string[]): string {
  const [format = "", ...values] = words[0] === "--" ? words.slice(1) : words;
  const lines = format.includes("%b") ? values.map(unescaped) : values;
  return (format.includes("%") ? [unescaped(format), ...lines] : [unescaped(format)]).join("\n");
}

function unescaped(text: string): string {
  return text.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
}
