import type { Verb } from "../verb.ts";

export const addVerb: Verb = {
  name: "add",
  usage: "NAME | URL [--path DIR] [--branch NAME] [--yes] [--accept-alarm a,b]",
  summary: "list a package and what it needs from the AUR, each reviewed and pinned",
  operands: [1, 1],
  options: {
    path: { type: "string" },
    branch: { type: "string" },
    yes: { type: "boolean" },
    "accept-alarm": { type: "string" },
  },
  help: `
Finds a package of the AUR by its name, or of any git repository by its address, and with it every dependency that
neither packages.yaml lists or provides nor core and extra have. Reviews the newest commit of each as a whole, shows
what it found and the lines it will write, asks, and writes them in one step, each pinned to the commit that was
reviewed. \`packages:\` is written where a recipe builds other names than the entry's own.

A package with an alarm is added only where its name is typed; without one nothing is added that only it needs. What
nobody has under its name, or what a recipe needs that cannot be resolved here, is said, and the rest can be added: exit
code 1. Where there is no terminal nothing is asked
and, without --yes, nothing is written: exit code 2.

  --path DIR            the package's folder in a many-package repository
  --branch NAME         another branch than the repository's HEAD
  --yes                 writes without asking, what has an alarm excepted
  --accept-alarm a,b    also these entries, although they have an alarm

Examples:
  scripts/autorepo add yay
  scripts/autorepo add https://github.com/somebody/pkgbuilds.git --path linux-tkg`,
  run: async (call) => (await import("../packages/add.ts")).run(call),
};
