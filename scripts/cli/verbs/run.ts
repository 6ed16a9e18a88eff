import { STORE_OPTION, type Verb } from "../verb.ts";
import { PLAN_OPTIONS } from "./plan.ts";

export const runVerb: Verb = {
  name: "run",
  usage: "[--packages a,b] [--rebuild] [--from-heads] [--compare] [--jobs N] [--store URL] [--remove COUNT]",
  summary: "plan, build and publish in one go",
  operands: [0, 0],
  options: {
    ...PLAN_OPTIONS,
    ...STORE_OPTION,
    jobs: { type: "string" },
    remove: { type: "string" },
  },
  help: `
Makes the store agree with packages.yaml: plans, builds and install-tests what changed, publishes what passed
and writes the report. A package that fails keeps its published version. It may be stopped at any moment: what
readers see is the old or the new repository, whole, and the next run goes on. What publishing would refuse whatever is
built is refused before anything is: a key that cannot sign, a store that cannot be written, a state that is lost or that
another key signed, more names gone than --remove confirms.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also rebuild what core and extra no longer offer the libraries of, by their file lists
  --jobs N         packages built at once (default: one for every two cores and 3 GiB of memory)
  --store URL      another place than repository.store: file: and a folder, as seen from here, or s3://bucket/prefix
  --remove COUNT   confirms that COUNT names may go, where it is more than half of all

Examples:
  scripts/autorepo run
  scripts/autorepo run --packages yay --rebuild`,
  run: async (call) => (await import("../building/run.ts")).run(call),
};
