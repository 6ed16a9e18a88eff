import type { Place, ShellCommand } from "../../shell/index.ts";
import { type Argument, UNKNOWN } from "./argument.ts";

/**
 * When and as whom something runs. "reading": whenever the PKGBUILD is merely read. "building": as the builder.
 * "installing": as root on every machine that installs the package. "using": when its user starts something.
 */
export type Stage = "reading" | "building" | "installing" | "using";

/** What one command runs, once sudo, env, nohup and the like around it are taken off. */
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
  /** Programs that run it, outermost first: sudo, xargs. */
  readonly wrappers: readonly string[];
  /** How its text came to be run, outermost first, as of ShellCommand. */
  readonly via: readonly string[];
  /** What of its pipeline stands before it. */
  readonly fedBy: readonly Step[];
};

/** The command as a reader would say it, disguises off; unknown parts are "…". */
export function spoken(step: Step): string {
  const words = [...step.wrappers, step.name.text, ...step.arguments.map(({ text }) => text)];
  return words.join(" ").replaceAll(UNKNOWN, "…");
}

/** What it does whatever its wording: digits, which versions are made of, do not count, but those of hosts do. */
export function meaningOf(step: Step): string {
  const words = [step.program ?? step.name.raw, ...step.arguments.map(({ text }) => text)];
  return words.map(withoutVersions).join(" ");
}

function withoutVersions(text: string): string {
  return text
    .split(/(:\/\/[^/\s]*)/)
    .map((piece) => (piece.startsWith("://") ? piece : piece.replace(/\b[0-9a-f]{7,64}\b|\d[\w.]*/g, "0")))
    .join("");
}

/** A program and its first operand: "git clone" of `git -C x clone`. */
export function subcommand(step: Step): string | null {
  const operand = operands(step).find(({ text }) => /^[a-z]/i.test(text));
  return operand?.text ?? null;
}

/** Arguments that are no options; what follows `--` counts. */
export function operands(step: Step): readonly Argument[] {
  return step.arguments.filter(({ text }) => !text.startsWith("-") || text === "-");
}

export function hasOption(step: Step, pattern: RegExp): boolean {
  return step.arguments.some(({ text }) => pattern.test(text));
}

/** Values of an option: `-o X`, `-oX`, `--output X`, `--output=X`. */
export function optionValues(step: Step, { short, long }: { short: string; long: string }): readonly Argument[] {
  const words = step.arguments;
  return words.flatMap((word, at) => {
    const { text } = word;
    const next = words[at + 1];
    if (text === `--${long}` || new RegExp(`^-[a-zA-Z]*${short}$`).test(text)) return next ? [next] : [];
    if (text.startsWith(`--${long}=`)) return [{ ...word, text: text.slice(long.length + 3) }];
    return text.startsWith(`-${short}`) && text.length > 2 ? [{ ...word, text: text.slice(2) }] : [];
  });
}
