import type { Verb } from "../verb.ts";

export const doctorVerb: Verb = {
  name: "doctor",
  usage: "[--all]",
  summary: "what is set up, what is missing, and how to mend it",
  operands: [0, 0],
  options: { all: { type: "boolean" } },
  help: `
Looks at packages.yaml, this machine, the store, the signing key and the repository on GitHub, and says the next step
first. Whatever is missing, or cannot be seen from here, comes with the place or the command that mends or shows it, and
with policies ready to paste. Exit code 4 when something is missing that publishing, or this machine, cannot do without.

Changes nothing that is published; a bucket is tried with small objects that are taken away again. No value of a secret
is ever printed.

  --all                         every step, also for what cannot be seen from here
  AUTOREPO_SIGNING_KEY, AWS_…   set in this shell, they are tried as publish would use them
  GITHUB_TOKEN                  shows the repository's settings: which secrets there are, what workflows may do

Examples:
  scripts/autorepo doctor
  GITHUB_TOKEN=$(gh auth token) scripts/autorepo doctor`,
  run: async (call) => (await import("../doctor/doctor.ts")).run(call),
};
