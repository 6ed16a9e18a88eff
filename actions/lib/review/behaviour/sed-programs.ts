import { type Argument, UNKNOWN } from "./argument.ts";
import { operands, optionValues, type Step } from "./step.ts";

/** Texts of sed's `e COMMAND`, be it behind an address or not. */
export function sedCommands(step: Step): string[] {
  return programsOf(step).flatMap(({ text }) => [
    executed(text),
    ...(isEvaluated(text) ? [parts(text).replacement] : []),
  ]);
}

/** What an edit writes into a script of the project: its inserted lines and replacements, as lines of their own. */
export function sedAdditions(step: Step): string[] {
  if (step.program !== "sed" && step.program !== "gsed") return [];
  return programsOf(step)
    .flatMap(({ text }) => [inserted(text), parts(text).replacement])
    .filter((text) => /\s/.test(text) && !text.includes(UNKNOWN.repeat(2)))
    .map((text) => text.replaceAll(/\\n|\\t/g, "\n"));
}

function programsOf(step: Step): readonly Argument[] {
  const named = [...optionValues(step, { short: "e", long: "expression" }), ...operands(step).slice(0, 1)];
  return named.filter(({ text }) => text.length < LONGEST);
}

const LONGEST = 20_000;

function executed(text: string): string {
  return /(?:^|[;{}\n]|^[\d$]+|\/)[ \t]*e[ \t]+(\S.*)/.exec(text)?.[1] ?? "";
}

/** `1a text`, `/^x/i\text` */
function inserted(text: string): string {
  return (
    /^(?:[\d$,+~]+|\/(?:[^/\\]|\\.)*\/)?[ \t]*[aic](?:[ \t]+|\\[ \t\n]*)(\S[\s\S]*)$/.exec(text)?.[1] ?? ""
  );
}

/** GNU sed's `s/…/…/e` runs what comes out. */
function isEvaluated(text: string): boolean {
  return /^[gIiMmp\d]*e[gIiMmpw\d]*$/.test(parts(text).flags);
}

/** Of `s/…/…/flags`, behind an address or not. */
function parts(text: string): { readonly replacement: string; readonly flags: string } {
  const [whole, mark = ""] = /^(?:[\d$,]+|\/(?:[^/\\]|\\.)*\/)?[ \t]*s([^\w\s\\])/.exec(text) ?? [];
  if (whole === undefined) return { replacement: "", flags: "" };
  const pieces = splitAt(text.slice(whole.length), mark);
  return { replacement: pieces[1] ?? "", flags: (pieces[2] ?? "").trim() };
}

function splitAt(text: string, mark: string): string[] {
  const pieces = [""];
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? "";
    const next = text[at + 1] ?? "";
    if (char === "\\" && at + 1 < text.length) {
      pieces.push((pieces.pop() ?? "") + (next === mark ? next : char + next));
      at++;
    } else if (char === mark) pieces.push("");
    else pieces.push((pieces.pop() ?? "") + char);
  }
  return pieces;
}
