import { STORE_OPTION, type Verb } from "../verb.ts";

export const publishVerb: Verb = {
  name: "publish",
  usage: "[--results DIR] [--remove COUNT] [--from-heads] [--store URL]",
  summary: "publish what was built and passed its tests",
  operands: [0, 0],
  options: {
    results: { type: "string" },
    remove: { type: "string" },
    "from-heads": { type: "boolean" },
    ...STORE_OPTION,
  },
  help: `
Reads the packages again, checks them against what packages.yaml lets each entry publish, and publishes what may
be: readers see the old or the new repository, never one between. What packages.yaml no longer has goes: with an entry
all its names, and a name that an entry no longer lists with that entry's next finished build.
Without any results it still repairs what an interrupted publish left.

  --results DIR    what \`build\` left (default: .autorepo/results beside packages.yaml)
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all
  --from-heads     into the repository NAME-heads
  --store URL      into another place than repository.store

Example:
  scripts/autorepo build && scripts/autorepo publish`,
  run: async (call) => (await import("../publishing/publish.ts")).run(call),
};
