import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Forge } from "../../actions/lib/forge/index.ts";
import { examineSetUp, findRepository, lacksSomething } from "../../actions/lib/set-up/index.ts";
import { doctorText } from "./doctor-text.ts";
import type { ExitName } from "./exit-codes.ts";
import type { Call, Verb } from "./verb.ts";

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
  run: runDoctor,
};

async function runDoctor(call: Call): Promise<ExitName> {
  const { manifest } = call.values;
  const file = typeof manifest === "string" ? manifest : "packages.yaml";
  const forge = await connect(call, file);
  const findings = await examineSetUp(call, { file, viewpoint: "machine", forge });
  if (call.screen.json) call.screen.printJson({ findings });
  else call.screen.print(doctorText(findings, call.screen, { verbose: call.values.all === true }));
  return lacksSomething(findings) ? "machineLacks" : "done";
}

/** GitHub by the user's own token, where there are both a token and a repository. */
async function connect({ environment, say }: Call, file: string): Promise<Forge | null> {
  const { githubToken: token, githubApiUrl: apiUrl, githubServerUrl: serverUrl } = environment;
  const repository = token === null ? null : await findRepository(environment, dirname(resolve(file)));
  if (token === null || repository === null) return null;
  // Its client takes longer to load than all the rest.
  const { connectForge } = await import("../../actions/lib/forge/index.ts");
  const clock = {
    now: () => new Date(),
    sleep: async (milliseconds: number) => void (await sleep(milliseconds)),
  };
  return connectForge({ token, apiUrl, serverUrl, repository, clock, note: say });
}
