import { UNKNOWN } from "./argument.ts";
import { inlineProgram } from "./interpreters.ts";
import { optionValues, type Step } from "./step.ts";

/** Texts that a command gives to a shell, whatever its own language: `su -c`, awk's system(), node's execSync(). */
export function embeddedTexts(step: Step): string[] {
  const own = shellTexts(step).filter((text) => text !== "" && text !== UNKNOWN);
  const inline = inlineProgram(step);
  return inline?.text ? [...own, ...shellCallsIn(inline.text)] : own;
}

function shellTexts(step: Step): string[] {
  const option = (short: string, long: string) => optionValues(step, { short, long }).map(({ text }) => text);
  switch (step.program) {
    case "npm":
    case "pnpm":
    case "npx":
      return optionValues(step, { short: "c", long: "call" }).flatMap(({ text }) =>
        text.includes(" ") ? [text] : [],
      );
    case "make":
      return option("E", "eval").map(recipesOf);
    case "vim":
    case "vi":
    case "nvim":
    case "ex":
    case "ed":
      return option("c", "cmd").flatMap((text) => /^:?!(.*)/s.exec(text)?.[1] ?? []);
    case "sed":
    case "gsed":
      return sedCommands(step);
    default:
      return [];
  }
}

/** Command lines of make's rules. */
export function recipesOf(makefile: string): string {
  const commands = makefile
    .split("\n")
    .flatMap(
      (line) => /^\t\s*[@+-]*(.*)/.exec(line)?.[1] ?? /^[^#=:]*:[^=;]*;\s*[@+-]*(.*)/.exec(line)?.[1] ?? [],
    );
  const called = [...makefile.matchAll(/\$\(shell\s+(.*)\)/g)].map(([, text]) => text ?? "");
  return [...commands, ...called].join("\n");
}

/** GNU sed's `e COMMAND`. */
function sedCommands(step: Step): string[] {
  return step.arguments.flatMap(({ text }) => /(?:^|[;{}\n]|^\d+|^\$|\/)\s*e\s+(\S.*)/.exec(text)?.[1] ?? []);
}

const SHELL_CALL =
  /\b(?:system|popen|exec|execSync|execFile|spawn|spawnSync|execute|shell_exec|passthru|run|call|check_call|check_output|getoutput|qx)\s*[([{]\s*(?:[([]\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`)/g;
const BACKQUOTES = /(?:^|[=(;\s])`([^`\n]+)`/g;
const PIPED = /"((?:[^"\\]|\\.)*)"\s*\|\s*getline/g;

/** What a program in another language hands to a shell as plain text. */
export function shellCallsIn(program: string): string[] {
  const calls = [...program.matchAll(SHELL_CALL)].map(
    ([, double, single, back]) => double ?? single ?? back ?? "",
  );
  const quotes = [...program.matchAll(BACKQUOTES), ...program.matchAll(PIPED)].map(([, text]) => text ?? "");
  return [...calls, ...quotes].map(unescaped).filter((text) => text !== "");
}

/** A literal's text, as most languages read it. */
function unescaped(literal: string): string {
  return literal.replace(/\\([\s\S])/g, (_, char: string) =>
    char === "n" ? "\n" : char === "t" ? "\t" : char,
  );
}
