import { listed } from "../../../actions/lib/planning/index.ts";
import type { Release } from "../../../actions/lib/publishing/index.ts";
import { timeInWords } from "../../../actions/lib/report/index.ts";
import { oneLine } from "../terminal/terminal-text.ts";

/** What a release did, what is held still, and the commands that end that. Ends with a newline. */
export function releaseText({ entry, heldSince, heldUses, heldUsers, notes }: Release): string {
  const when =
    heldUses.length === 0
      ? "the next run builds it again"
      : `it takes something from ${listed(heldUses)}, held still, and with the same inputs is built after ${commands(heldUses)}`;
  const said = [
    ...(heldSince === null ? [] : [`${entry} is released (held since ${timeInWords(heldSince)}): ${when}`]),
    ...(heldUsers.length === 0
      ? []
      : [
          `${listed(heldUsers)}, held still, needs libraries of it: a build without them is published after ${commands(heldUsers)}`,
        ]),
    ...notes,
  ];
  return said.map((line) => `${oneLine(line)}\n`).join("");
}

function commands(entries: readonly string[]): string {
  return listed(entries.map((entry) => `\`scripts/autorepo release ${entry}\``));
}
