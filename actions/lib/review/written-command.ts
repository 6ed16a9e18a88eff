import type { ShellCommand } from "../shell/index.ts";

/** A command as it stands in the text: its words, its redirections and what it is piped into. */
export function writtenCommand(first: ShellCommand): string {
  const pipeline: string[] = [];
  for (let one: ShellCommand | null = first; one !== null; one = one.pipesInto) {
    if (pipeline.length === LONGEST_PIPELINE) return [...pipeline, "…"].join(" | ");
    const redirected = one.redirections.map(({ operator, target }) => `${operator}${target.raw}`);
    pipeline.push([...one.words.map(({ raw }) => raw), ...redirected].join(" "));
  }
  return pipeline.join(" | ");
}

const LONGEST_PIPELINE = 50;
