import type { Verb } from "../verb.ts";

export const detectVerb: Verb = {
  name: "detect",
  usage: "[--no-cooldown a,b]",
  summary: "what moved upstream since the pins",
  operands: [0, 0],
  options: { "no-cooldown": { type: "string" } },
  help: `
Asks every remote for its newest commit, reviews what changed since the pins, and lists it: what may be accepted, what
is held until its cooldown is over, and what could not be read. It changes nothing: \`scripts/autorepo review NAME\` shows
one change whole and moves its pin. Entries that follow a branch or a tag, and folders of this repository, are left
alone.

When a commit was first seen is remembered on the branch autorepo/memory of this checkout, which is never pushed.
Outside a git repository nothing is remembered, so that cooldowns never end.

  --no-cooldown a,b   proposes the newest commit of these entries now, for a security fix

A remote that does not answer is listed and makes no difference to the others. Exit code 1 where none of them could be read.

Examples:
  scripts/autorepo detect
  scripts/autorepo detect --no-cooldown openssh-git
  scripts/autorepo detect --json`,
  run: async (call) => (await import("../reviewing/detect.ts")).run(call),
};
