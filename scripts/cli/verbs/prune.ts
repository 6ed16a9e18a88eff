import { STORE_OPTION, type Verb } from "../verb.ts";

export const pruneVerb: Verb = {
  name: "prune",
  usage: "[--delete] [--from-heads] [--store URL]",
  summary: "list, or delete, what no kept generation needs any more",
  operands: [0, 0],
  options: { delete: { type: "boolean" }, "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
A generation is kept while it was current within the last days that repository.keep says: clients may still ask for
its packages, and \`rollback\` goes back to it. Lists packages, databases and manifests that only older generations
need, what a publisher left that was cut off, and pages of runs that the report lists no longer.

What is younger than a day stays, since a publication may be on its way. What autorepo did not make stays.

  --delete       deletes what is listed, of a signed repository only with AUTOREPO_SIGNING_KEY, which tells whether
                 its state is yours; without --delete nothing is changed
  --from-heads   in the repository NAME-heads
  --store URL    in another place than repository.store

Examples:
  scripts/autorepo prune
  scripts/autorepo prune --delete`,
  run: async (call) => (await import("../publishing/prune.ts")).run(call),
};
