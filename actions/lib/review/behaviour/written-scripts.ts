import { type Argument, argumentOf, baseName, pathOf, UNKNOWN } from "./argument.ts";
import { contentOf } from "./given-text.ts";
import { operands, type Stage, type Step } from "./step.ts";

/** A file that a command writes, and of which a shell would run something. */
export type WrittenScript = {
  readonly step: Step;
  readonly path: string;
  /** What a shell would run of it. */
  readonly text: string;
  /** When that would run. */
  readonly stage: Stage;
};

/**
 * `run`: names of files that are run. Scripts that commands write by a redirection, or as tee, install and cp do from
 * their standard input, where the text stands in the recipe.
 */
export function writtenScripts(steps: readonly Step[], run: ReadonlySet<string>): WrittenScript[] {
  return steps.flatMap((step) =>
    targetsOf(step).flatMap((target) => {
      const path = shownPath(target);
      const content = contentOf(step);
      const text = content === null ? null : runnable(content, path, run);
      return text === null ? [] : [{ step, path, text, stage: stageOfWritten(step, target) }];
    }),
  );
}

function targetsOf(step: Step): Argument[] {
  const redirected = step.command.redirections
    .filter(({ operator }) => /^(1|&)?>[>|]?$|^&>>?$/.test(operator))
    .map(({ target }) => argumentOf(target))
    .filter(({ text }) => !text.startsWith("/dev/"));
  const words = operands(step);
  if (step.program === "tee" || step.program === "sponge") return [...redirected, ...words];
  const isCopy = step.program === "install" || step.program === "cp";
  const target = words.at(-1);
  return isCopy && words[0]?.text === "/dev/stdin" && target ? [...redirected, target] : redirected;
}

function shownPath({ raw, text }: Argument): string {
  return text.includes(UNKNOWN) ? raw.replaceAll(/["']/g, "") : text;
}

/** The stage of what a packaged file runs is that of its kind; what a scriptlet or a build writes elsewhere is its own. */
function stageOfWritten(step: Step, target: Argument): Stage {
  if (isScriptletOrHook(shownPath(target))) return "installing";
  if (step.stage === "installing") return "installing";
  return pathOf(target).root === "package" ? "using" : step.stage;
}

function isScriptletOrHook(path: string): boolean {
  return /\.(install|INSTALL|hook)$/.test(path);
}

/** Lines of a text that a shell would run: the whole of a script, the Exec lines of a hook or unit, cron's commands. */
function runnable(content: string, path: string, run: ReadonlySet<string>): string | null {
  if (/\.(hook|service|timer|desktop)$/.test(path)) return lines(content, /^\s*Exec\w*\s*=\s*[-@:+!|]*(.*)$/);
  if (/\/cron\b|\/cron\.d\/|crontab/.test(path))
    return lines(content, /^\s*(?:@\w+|(?:\S+\s+){5})(?:root\s+)?(.*)$/);
  if (/^#!\s*\S+/.test(content) && !/^#!.*\b(ba|da|z|k|fi)?sh\b/.test(content)) return null;
  if (content.startsWith("#!")) return content;
  return isScriptName(path) || run.has(baseName({ text: path }) ?? "") ? content : null;
}

function lines(content: string, pattern: RegExp): string {
  return content
    .split("\n")
    .flatMap((line) => pattern.exec(line)?.[1] ?? [])
    .join("\n");
}

/** Start files, scripts, and names without an ending, which programs have; README and LICENSE are written so too. */
function isScriptName(path: string): boolean {
  const name = baseName({ text: path }) ?? "";
  if (
    /^\.(bash|zsh|profile|kshrc|xinitrc|xprofile)|\.(sh|bash|zsh|fish|install|INSTALL)$|^\.INSTALL$/.test(
      name,
    )
  )
    return true;
  return (
    !name.includes(".") &&
    /[a-z]/.test(name) &&
    /(^|\/)(bin|sbin|libexec|init\.d|profile\.d|opt\/.*)\//.test(path)
  );
}
