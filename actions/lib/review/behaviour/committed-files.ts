import type { FileReading, PackageReading } from "../reading.ts";
import { isShellText } from "../shell-text.ts";
import { type Argument, argumentOf, baseName } from "./argument.ts";
import { shellCallsIn, textsOfBuildFile, textsReadBy } from "./build-files.ts";
import { isInterpreter, languageOf } from "./interpreters.ts";
import { operands, optionValues, type Step } from "./step.ts";

/** Names under which a file of the folder can be called in a text: its own, and those it is copied to. */
export type Names = {
  readonly files: ReadonlyMap<string, FileReading>;
  /** Names of those that are copied to some folder and keep their name there. */
  readonly moved: ReadonlySet<string>;
};

export function namesOfFiles({ files: read }: PackageReading, steps: readonly Step[]): Names {
  const files = new Map<string, FileReading>();
  const moved = new Set<string>();
  for (const file of read.values()) {
    const name = baseName({ text: file.file.path });
    if (name !== null && isProgramLike(file)) files.set(name, file);
  }
  for (const step of steps) {
    if (!/^(cp|mv|ln|install|cat|dd|rsync|gunzip|zcat|xzcat)$/.test(step.program ?? "")) continue;
    const words = step.program === "dd" ? ofDd(step) : operands(step);
    const source = words.map((word) => baseName(word) ?? "").find((name) => files.has(name));
    const file = source === undefined ? undefined : files.get(source);
    if (source === undefined || file === undefined) continue;
    const target = targetName(step, words);
    if (target === null || target === source || words.at(-1)?.text.endsWith("/")) moved.add(source);
    if (target !== null && !files.has(target)) files.set(target, file);
  }
  return { files, moved };
}

function targetName({ command }: Step, words: readonly Argument[]): string | null {
  const redirected = command.redirections
    .find(({ operator }) => operator.startsWith(">"))
    ?.target.parts.at(-1);
  if (redirected) return baseName({ text: redirected });
  const target = words.length > 1 ? words.at(-1) : undefined;
  return target ? baseName(target) : null;
}

/** `dd if=from of=to` */
function ofDd(step: Step): Argument[] {
  const values = (name: string) =>
    step.arguments
      .filter(({ text }) => text.startsWith(name))
      .map((word) => ({ ...word, text: word.text.slice(3) }));
  return [...values("if="), ...values("of=")];
}

/** What a committed program in another language hands to a shell as plain text. */
export function shellTextsIn(file: FileReading, program: string | null = null): string[] {
  if (file.text === null) return [];
  const asked = textsReadBy(program, file.text);
  if (asked !== null) return asked;
  if (isShellText(file.file.path, file.text)) return [];
  return textsOfBuildFile(file.file.path, file.text) ?? shellCallsIn(file.text);
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
    const file = names.files.get(baseName(word) ?? "");
    if (file && mayBe(file, { word, names })) return file;
  }
  return null;
}

/** Characters: a kernel's configuration has more, and is copied to many a place. */
const LARGEST_SCRIPT = 64 * 1024;

/** `scripts/config` of the sources is not the text `config` of the folder, unless that was copied there. */
function mayBe({ file, text }: FileReading, { word, names }: { word: Argument; names: Names }): boolean {
  const folders = word.text.split("/").slice(0, -1);
  const isNamed = folders.some((folder) => /^[\w.+-]*\w[\w.+-]*$/.test(folder));
  const isProgram = text === null || text.startsWith("#!") || file.kind === "executable";
  const isMoved = names.moved.has(baseName(word) ?? "") && (text ?? "").length <= LARGEST_SCRIPT;
  if (isProgram || !isNamed || isMoved) return true;
  return word.text.endsWith(`/${file.path}`) || word.text.startsWith("/") || file.path === word.text;
}

/** `cmake -P FILE`, `-C FILE`, `--toolchain FILE`, `-DCMAKE_TOOLCHAIN_FILE=FILE` */
function scriptsOfCmake(step: Step): Argument[] {
  const set = step.arguments.flatMap((word) => {
    const [, text] =
      /^-DCMAKE_(?:TOOLCHAIN_FILE|PROJECT_\w*INCLUDE\w*)(?::\w+)?=(.*)$/s.exec(word.text) ?? [];
    return text === undefined ? [] : [{ ...word, text }];
  });
  const named = ["P", "C"].flatMap((short) => optionValues(step, { short, long: short }));
  return [...named, ...optionValues(step, { short: "\uFFFC", long: "toolchain" }), ...set];
}

/** `program < file` */
function redirectedTo({ command }: Step): Argument[] {
  return command.redirections
    .filter(({ operator }) => operator === "<")
    .map(({ target }) => argumentOf(target));
}

const COMPILER = /^(gcc|g\+\+|cc|c\+\+|clang(\+\+)?)(-\d+)?$/;

/** `-fplugin=FILE`, `-specs=FILE`: code that the compiler loads, and commands that it runs. */
function pluginsOf(step: Step): Argument[] {
  return step.arguments.flatMap((word) => {
    const [, text] = /^--?(?:fplugin|specs|fpass-plugin)=(.*)$/s.exec(word.text) ?? [];
    return text === undefined ? [] : [{ ...word, text }];
  });
}

function runWords(step: Step): readonly Argument[] {
  const { program, name } = step;
  if (name.text.includes("/")) return LOADER.test(program ?? "") ? operands(step) : [name];
  if (LOADER.test(program ?? "")) return operands(step);
  if (program === "." || program === "source") return operands(step).slice(0, 1);
  if (program === "enable") return optionValues(step, { short: "f", long: "f" });
  if (program === "cmake") return scriptsOfCmake(step);
  if (program === "gdb") return optionValues(step, { short: "x", long: "command" });
  if (/^(n?vim?|ex)$/.test(program ?? ""))
    return [
      ...optionValues(step, { short: "S", long: "S" }),
      ...optionValues(step, { short: "u", long: "u" }),
    ];
  if (program === "ed" || program === "bc" || program === "dc")
    return [...operands(step), ...redirectedTo(step)];
  if (program === "gradle" || program === "gradlew")
    return optionValues(step, { short: "I", long: "init-script" });
  if (/^(meson|arch-meson)$/.test(program ?? ""))
    return ["cross-file", "native-file"].flatMap((long) => optionValues(step, { short: "\uFFFC", long }));
  if (program === "ant") return optionValues(step, { short: "f", long: "buildfile" });
  if (program === "make" || program === "gmake") return optionValues(step, { short: "f", long: "file" });
  if (program === "ninja" || program === "samu") return optionValues(step, { short: "f", long: "file" });
  if (program === "m4") return operands(step);
  if (program === "hash") return operands(step).slice(0, 1);
  if (COMPILER.test(program ?? "")) return pluginsOf(step);
  if (!isInterpreter(program)) return [];
  const modules = languageOf(program) === "python" ? optionValues(step, { short: "m", long: "m" }) : [];
  if (modules.length > 0) return modules.map((word) => ({ ...word, text: `${word.text}.py` }));
  return languageOf(program) === "awk"
    ? optionValues(step, { short: "f", long: "file" })
    : operands(step).slice(0, 1);
}
