import { known, type Parts, textOf } from "./parts.ts";
import type { Shell } from "./shell.ts";
import { runElsewhere } from "./texts.ts";

/**
 * Reports the commands of `$(…)` in a text that bash expands when it uses it: an index in arithmetic or in a
 * variable's name (`a[$(id)]`), a prompt.
 */
export function reportHidden(text: Parts, label: string, shell: Shell): void {
  const whole = textOf(text);
  if (shell.silent || whole === null || !/\$[({]|`/.test(whole) || whole.includes(END)) return;
  const { ground, pos, end } = shell.reader.at;
  const expanded = known(`: <<${END}\n${whole}\n${END}\n`);
  runElsewhere(expanded, { via: [label], span: { pos, end }, given: null }, { ...shell, ground });
}

const END = "END_OF_THE_HIDDEN_TEXT";

/** Variables whose value bash expands or runs of its own accord. */
const EXPANDED = /^(?:PS[0-4]|ENV|BASH_ENV)$/;

export function reportExpanded(name: string, value: Parts, shell: Shell): void {
  if (EXPANDED.test(name)) reportHidden(value, name, shell);
  if (name !== "PROMPT_COMMAND" || shell.silent) return;
  const { ground, pos, end } = shell.reader.at;
  runElsewhere(value, { via: [name], span: { pos, end }, given: null }, { ...shell, ground });
}
