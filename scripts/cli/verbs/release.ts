import { STORE_OPTION, type Verb } from "../verb.ts";

export const releaseVerb: Verb = {
  name: "release",
  usage: "NAME [--from-heads] [--store URL]",
  summary: "lift the hold of a rollback, so that the entry is built again",
  operands: [0, 1],
  options: { "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Lifts the hold that a rollback left on NAME, an entry or one of its packages, and asks for the entry to be built again:
the next run does, with a version above all that were ever published. Other entries that went back with it stay held.
Where the entry takes something from one of them, it is built once that is released, too; the command is shown.

  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Example:
  scripts/autorepo release yay && scripts/autorepo run --packages yay`,
  run: async (call) => (await import("../publishing/release.ts")).run(call),
};
