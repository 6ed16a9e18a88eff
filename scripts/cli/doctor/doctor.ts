import { dirname, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Forge } from "../../../actions/lib/forge/index.ts";
import { examineSetUp, findRepository, lacksSomething } from "../../../actions/lib/set-up/index.ts";
import type { ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { doctorText } from "./doctor-text.ts";

export async function run(call: Call): Promise<ExitName> {
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
  const { connectForge } = await import("../../../actions/lib/forge/index.ts");
  const clock = {
    now: () => new Date(),
    sleep: async (milliseconds: number) => void (await sleep(milliseconds)),
  };
  return connectForge({ token, apiUrl, serverUrl, repository, clock, note: say });
}
