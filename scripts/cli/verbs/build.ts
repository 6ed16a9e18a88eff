import type { Verb } from "../verb.ts";
import { PLAN_OPTIONS } from "./plan.ts";

export const buildVerb: Verb = {
  name: "build",
  usage: "[--plan FILE] [--jobs N] [--results DIR] [--packages a,b] [--rebuild] [--from-heads] [--compare]",
  summary: "build and install-test what the plan says; publish nothing",
  operands: [0, 0],
  options: {
    ...PLAN_OPTIONS,
    plan: { type: "string" },
    jobs: { type: "string" },
    results: { type: "string" },
  },
  help: `
Builds each package of the plan in containers of its own and installs it in a clean one. Every package leaves a
folder with result.json, its logs and its package files; \`publish\` takes them from there.

  --plan FILE      a plan written by \`plan --out FILE\`; without it, planning comes first
  --jobs N         packages built at once (default: one for every two cores and 3 GiB of memory)
  --results DIR    where results go (default: .autorepo/results beside packages.yaml)
  --from-heads     the newest commit of each branch, for the repository NAME-heads
  --packages, --rebuild, --compare   as \`plan\` takes them; not with --plan

Examples:
  scripts/autorepo build --packages yay
  scripts/autorepo plan --out plan.json && scripts/autorepo build --plan plan.json --results out`,
  run: async (call) => (await import("../building/build.ts")).run(call),
};
