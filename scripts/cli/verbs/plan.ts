import { STORE_OPTION, type Verb } from "../verb.ts";

export const PLAN_OPTIONS = {
  packages: { type: "string" },
  rebuild: { type: "boolean" },
  "from-heads": { type: "boolean" },
  compare: { type: "boolean" },
} as const;

export const planVerb: Verb = {
  name: "plan",
  usage: "[--packages a,b] [--rebuild] [--from-heads] [--compare] [--store URL] [--out FILE]",
  summary: "what would be built, in which order, and why",
  operands: [0, 0],
  options: { ...PLAN_OPTIONS, ...STORE_OPTION, out: { type: "string" } },
  help: `
Compares packages.yaml with what the store publishes and says for every package why it would be built,
or why not. Builds and changes nothing. A PKGBUILD that was never evaluated is evaluated in a container
without network, once.

Exit codes are those that \`run\` would end with: 1 where an entry cannot be built (waiting is none), 3 where so many names go
that \`run\` wants it confirmed, or, with AUTOREPO_SIGNING_KEY, where the state is not signed by this key. What this
machine lacks to build or publish the plan is said, and is no failure.

  --packages a,b   only these entries, and what they need that was never published
  --rebuild        build them though nothing changed; clients see a new sub-release
  --from-heads     the newest commit of each branch, pins ignored, for the repository NAME-heads
  --compare        also look whether core and extra still offer what published packages need, by their file lists
  --store URL      against another place than repository.store
  --out FILE       writes the plan for \`build --plan FILE\`

Examples:
  scripts/autorepo plan
  scripts/autorepo plan --packages yay --json`,
  run: async (call) => (await import("../building/plan.ts")).run(call),
};
