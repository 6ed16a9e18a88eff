import { type Argument, baseName } from "./argument.ts";
import { operands, type Step } from "./step.ts";

/** Programs that makepkg, or whoever starts it, names by a variable; null: it is none. */
export function programOfVariable({ raw }: Argument): string | null {
  const [, name] =
    /^"?\$\{?(SHELL|BASH|PYTHON3?|PERL|NODE|RUBY|NPM|PIP|CARGO|CURL|WGET|GIT)\b[^}]*\}?"?$/.exec(raw) ?? [];
  if (name === undefined) return null;
  return name === "SHELL" ? "bash" : name.toLowerCase();
}

/** The steps, each with the program that it really runs where a copy or a link of one got another name before. */
export function renamedPrograms(steps: readonly Step[]): Step[] {
  const names = new Map<string, string>();
  return steps.map((step) => {
    for (const [name, program] of namesGiven(step)) names.set(name, program);
    const program = names.get(step.program ?? "");
    return program === undefined ? step : { ...step, program };
  });
}

/** `ln -s /usr/bin/npm x`, `cp "$(command -v curl)" x`, `hash -p /usr/bin/npm x`. */
function namesGiven(step: Step): (readonly [string, string])[] {
  const words = operands(step);
  const [first, ...rest] = words;
  const last = rest.at(-1);
  if (!first || !last || !/^(cp|ln|install|mv|hash)$/.test(step.program ?? "")) return [];
  const program = programAt(first);
  const name = baseName(last);
  return program === null || name === null || name === program ? [] : [[name, program]];
}

function programAt({ text, raw }: Argument): string | null {
  const [, looked] = /\$\((?:which|command -v|type -[pP])\s+["']?([\w.+-]+)["']?\)/.exec(raw) ?? [];
  return looked ?? /^\/(?:usr\/)?(?:local\/)?s?bin\/([\w.+-]+)$/.exec(text)?.[1] ?? null;
}
