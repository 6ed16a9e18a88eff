import type { ShellCommand } from "../shell/index.ts";

/** A command as it stands in the text: its words, its redirections and what it is piped into. */
export function writtenCommand({ words, redirections, pipesInto }: ShellCommand): string {
  const redirected = redirections.map(({ operator, target }) => `${operator}${target.raw}`);
  const own = [...words.map(({ raw }) => raw), ...redirected].join(" ");
  return pipesInto === null ? own : `${own} | ${writtenCommand(pipesInto)}`;
}
