import type { Verb } from "../verb.ts";

export const removeVerb: Verb = {
  name: "remove",
  usage: "NAME [--yes]",
  summary: "take an entry off the list",
  operands: [1, 1],
  options: { yes: { type: "boolean" } },
  help: `
Shows the lines of packages.yaml that go and which other entries need the package, as far as this machine knows their
recipes, asks, and removes the lines. The next \`run\` or \`publish\` takes its packages out of the repository; nobody's
installed copy goes. Where there is no terminal nothing is asked and, without --yes, nothing is written: exit code 2.

  --yes   writes without asking

Example:
  scripts/autorepo remove yay`,
  run: async (call) => (await import("../packages/remove.ts")).run(call),
};
