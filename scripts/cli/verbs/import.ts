import type { Verb } from "../verb.ts";

export const importVerb: Verb = {
  name: "import",
  usage: "[FILE] [--yes]",
  summary: "list many packages of the AUR, as `pacman -Qmq` prints their names",
  operands: [0, 1],
  options: { yes: { type: "boolean" } },
  help: `
Reads names of packages, one a line, from FILE or from standard input. Each name becomes the entry of the AUR package
that builds it, with all the names that one builds under \`packages:\`. What is listed already, belongs to core or extra,
or is not in the AUR is said and left out. The entries have no \`ref:\` yet: nothing of them is built before
\`scripts/autorepo review NAME\` or the pull request of its first review is accepted.

Shows what it will write, asks at the terminal (also when the names come through a pipe), and writes it in one step.
Where there is no terminal nothing is asked and, without --yes, nothing is written: exit code 2.

  --yes   writes without asking

Examples:
  pacman -Qmq | scripts/autorepo import
  scripts/autorepo import names.txt --yes`,
  run: async (call) => (await import("../packages/import.ts")).run(call),
};
