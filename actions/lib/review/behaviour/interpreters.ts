import { type Argument, isKnown, UNKNOWN } from "./argument.ts";
import { contentOf, standardInput } from "./given-text.ts";
import { hasOption, type Step } from "./step.ts";
import { entryOf } from "./table.ts";

export const SHELLS: ReadonlySet<string> = new Set([
  "sh",
  "bash",
  "dash",
  "zsh",
  "ksh",
  "mksh",
  "ash",
  "fish",
  "rbash",
]);

/** Options whose value is the program. */
const INLINE: Readonly<Record<string, RegExp>> = {
  python: /^-[a-zA-Z]*c$/,
  node: /^(-[a-z]*[ep]|--eval|--print)$/,
  bun: /^(-e|-p|--eval|--print)$/,
  deno: /^eval$/,
  perl: /^-[a-zA-Z0-9]*[eE]$/,
  ruby: /^-[a-zA-Z]*e$/,
  lua: /^-e$/,
  php: /^-r$/,
  tclsh: /^-c$/,
  R: /^-e$/,
  Rscript: /^-e$/,
  guile: /^-c$/,
  julia: /^(-e|-E|--eval)$/,
  osascript: /^-e$/,
  gjs: /^-c$/,
};

const VERSIONED = /^(python|pypy|lua|luajit|perl|ruby|node|nodejs|php|tclsh|gawk|mawk|nawk)[\d.]*$/;
const ALIASES = new Map([
  ["pypy", "python"],
  ["luajit", "lua"],
  ["nodejs", "node"],
  ["gawk", "awk"],
  ["mawk", "awk"],
  ["nawk", "awk"],
]);

/** "python" of python3.13; null: no interpreter of another language than the shell's. */
export function languageOf(program: string | null): string | null {
  if (program === null) return null;
  if (program === "awk" || Object.hasOwn(INLINE, program)) return program;
  const [, name] = VERSIONED.exec(program) ?? [];
  return name === undefined ? null : (ALIASES.get(name) ?? name);
}

export function isInterpreter(program: string | null): boolean {
  return program !== null && (SHELLS.has(program) || languageOf(program) !== null);
}

/** A program in another language that stands in the command itself; `text` null: not known. */
export type InlineProgram = { readonly language: string; readonly text: string | null };

export function inlineProgram(step: Step): InlineProgram | null {
  const language = languageOf(step.program);
  if (language === null) return null;
  const argument = inlineArgument(step, language);
  if (argument) return { language, text: isUnknown(argument) ? null : argument.text };
  if (!readsStandardInput(step)) return null;
  const given = standardInput(step) ?? contentOf(step);
  return given === null && standardInput(step) === undefined ? null : { language, text: given };
}

function inlineArgument(step: Step, language: string): Argument | undefined {
  const words = step.arguments;
  if (language === "awk")
    return hasOption(step, /^(-f|--file)/) ? undefined : words.find(({ text }) => /[{(]/.test(text));
  const pattern = entryOf(INLINE, language);
  const at = words.findIndex(({ text }) => pattern?.test(text));
  if (at < 0) return undefined;
  const options = words.slice(0, at).map(({ text }) => text.replace(/^-[Mmr](?=\w)/, "use "));
  const program = words[at + 1];
  return program && { ...program, text: [...options, program.text].join("\n") };
}

function isUnknown(argument: Argument): boolean {
  return !isKnown(argument) && argument.text.replaceAll(UNKNOWN, "").trim().length < 8;
}

/** No file is named, or "-" or the file of standard input is. */
export function readsStandardInput({ arguments: words }: Step): boolean {
  const program = words.find(({ text }) => !text.startsWith("-") || text === "-");
  const followsS = words.some(({ text }) => /^-[a-z]*s$/.test(text));
  return (
    program === undefined || followsS || /^(-|\/dev\/(stdin|fd\/0)|\/proc\/self\/fd\/0)$/.test(program.text)
  );
}
