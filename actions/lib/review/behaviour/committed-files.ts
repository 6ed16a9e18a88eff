import type { FileReading, PackageReading } from "../reading.ts";
import { type Argument, baseName } from "./argument.ts";
import { recipesOf, shellCallsIn } from "./embedded-texts.ts";
import { isInterpreter, languageOf } from "./interpreters.ts";
import { operands, optionValues, type Step } from "./step.ts";

/** Names under which a file of the folder can be called in a text: its own, and those it is copied to. */
export type Names = ReadonlyMap<string, FileReading>;

export function namesOfFiles({ files }: PackageReading, steps: readonly Step[]): Names {
  const names = new Map<string, FileReading>();
  for (const file of files.values()) {
    const name = baseName({ text: file.file.path });
    if (name !== null && isProgramLike(file)) names.set(name, file);
  }
  for (const step of steps) {
    if (!/^(cp|mv|ln|install|cat|dd|rsync|gunzip|zcat|xzcat)$/.test(step.program ?? "")) continue;
    const words = operands(step);
    const [source] = words.flatMap((word) => names.get(baseName(word) ?? "") ?? []);
    const target = words.length > 1 ? words.at(-1) : undefined;
    const redirected = step.command.redirections
      .find(({ operator }) => operator.startsWith(">"))
      ?.target.parts.at(-1);
    const name = redirected ? baseName({ text: redirected }) : target ? baseName(target) : null;
    if (source && name !== null && !names.has(name)) names.set(name, source);
  }
  return names;
}

/** Whether a file that runs is bash's to read. Without a first line that says so, its ending tells. */
export function isShellText({ file, text }: FileReading): boolean {
  if (text?.startsWith("#!")) return /^#![^\n]*\b(ba|da|z|k|a)?sh\b/.test(text);
  return (
    !/\.(m?js|cjs|ts|py|pyw|pl|pm|rb|lua|php|awk|tcl|mk|cmake|json|ya?ml|toml|xml|html|css|md|c|h|cc|cpp|rs|go|java|config|conf|desktop|vim|el|R|jl|nim|zig)$/i.test(
      file.path,
    ) && !isMakefile(file.path)
  );
}

export function isMakefile(path: string): boolean {
  return /(^|\/)(GNU)?[Mm]akefile[^/]*$|\.(mk|mak)$/.test(path);
}

/** What a committed program in another language hands to a shell as plain text. */
export function shellTextsIn(file: FileReading): string[] {
  if (file.text === null || isShellText(file)) return [];
  return isMakefile(file.file.path) ? [recipesOf(file.text)] : shellCallsIn(file.text);
}

/** The recipe's own files are read by other rules, and links lead elsewhere. */
function isProgramLike({ role }: FileReading): boolean {
  return role === "binary" || role === "text" || role === "script";
}

const LOADER = /^ld(-linux[\w-]*|-musl[\w-]*)?\.so(\.\d)?$/;

/** The file of the folder that a step runs, preloads or unpacks. */
export function committedFileOf(step: Step, names: Names): FileReading | null {
  const words = runWords(step);
  for (const word of words) {
    const file = names.get(baseName(word) ?? "");
    if (file) return file;
  }
  return null;
}

function runWords(step: Step): readonly Argument[] {
  const { program, name } = step;
  if (name.text.includes("/")) return LOADER.test(program ?? "") ? operands(step) : [name];
  if (LOADER.test(program ?? "")) return operands(step);
  if (program === "." || program === "source") return operands(step).slice(0, 1);
  if (program === "make" || program === "gmake") return optionValues(step, { short: "f", long: "file" });
  if (!isInterpreter(program)) return [];
  return languageOf(program) === "awk"
    ? optionValues(step, { short: "f", long: "file" })
    : operands(step).slice(0, 1);
}
