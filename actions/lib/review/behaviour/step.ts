import type { Place, ShellCommand } from "../../shell/index.ts";
import { type Argument, UNKNOWN } from "./argument.ts";

/**
 * When and as whom something runs. "reading": whenever the PKGBUILD is merely read. "building": as the builder.
 * "installing": as root on every machine that installs the package. "using": when its user starts something.
 */
export type Stage = "reading" | "building" | "installing" | "using";

/** One command that something would run: the reader of the shell has taken off sudo, env, xargs and the like. */
export type Step = {
  readonly file: string;
  readonly stage: Stage;
  readonly place: Place;
  readonly command: ShellCommand;
  /** Without its folder; null: not known. */
  readonly program: string | null;
  /** As called. */
  readonly name: Argument;
  readonly arguments: readonly Argument[];
  /** How it came to be run, outermost first, as of ShellCommand: "sudo", "sh -c", a function of the script. */
  readonly via: readonly string[];
  /** What of its pipeline stands before it. */
  readonly fedBy: readonly Step[];
};

/** The command as a reader would say it, disguises off; unknown parts are "…". */
export function spoken(step: Step): string {
  const words = [step.name.text, ...step.arguments.map(({ text }) => text)];
  return words.join(" ").replaceAll(UNKNOWN, "…");
}

/** What it does whatever its wording: digits, which versions are made of, do not count, but those of hosts do. */
export function meaningOf(step: Step): string {
  const words = [step.program ?? step.name.raw, ...step.arguments.map(({ text }) => text)];
  return words.map(withoutVersions).join(" ");
}

/** For comparing: another version of the same address is the same. */
export function withoutVersions(text: string): string {
  return text
    .split(/(:\/\/[^/\s]*)/)
    .map((piece) => (piece.startsWith("://") ? piece : piece.replace(/\b[0-9a-f]{7,64}\b|\d[\w.]*/g, "0")))
    .join("");
}

/** The first operand, which names what is done: "clone" of `git -C folder clone`, "enable" of `systemctl --now enable`. */
export function subcommand(step: Step): string | null {
  const words = step.arguments;
  const at = words.findIndex(
    ({ text }, index) => !text.startsWith("-") && !VALUED.test(words[index - 1]?.text ?? ""),
  );
  return at < 0 ? null : (words[at]?.text ?? null);
}

/** Options before the subcommand whose value is the next word: of git, npm, pip, systemctl. */
const VALUED = /^(-C|-c|--git-dir|--work-tree|--prefix|--cwd|--cache|--cache-folder|--root|-M|-H)$/;

/** Arguments that are no options; what follows `--` counts. */
export function operands(step: Step): readonly Argument[] {
  return step.arguments.filter(({ text }) => !text.startsWith("-") || text === "-");
}

export function hasOption(step: Step, pattern: RegExp): boolean {
  return step.arguments.some(({ text }) => pattern.test(text));
}

/** Values of an option: `-o X`, `-oX`, `--output X`, `--output=X`. */
export function optionValues(
  step: Step,
  { short, long }: { short: string; long: string },
): readonly Argument[] {
  const words = step.arguments;
  return words.flatMap((word, at) => {
    const { text } = word;
    const next = words[at + 1];
    if (text === `--${long}` || new RegExp(`^-[a-zA-Z]*${short}$`).test(text)) return next ? [next] : [];
    if (text.startsWith(`--${long}=`)) return [{ ...word, text: text.slice(long.length + 3) }];
    return text.startsWith(`-${short}`) && text.length > 2 ? [{ ...word, text: text.slice(2) }] : [];
  });
}

/** `"$@"` or `$1` as a command: what that is stands where the function is called. */
export function isArgument(raw: string): boolean {
  return /^"?\$(?:[@*1-9]|\{[@*1-9])/.test(raw);
}
