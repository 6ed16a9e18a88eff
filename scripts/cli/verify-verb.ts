import { verifyStore } from "../../actions/lib/publishing/index.ts";
import type { ExitName } from "./exit-codes.ts";
import type { Call, Verb } from "./verb.ts";
import { verificationText } from "./verification-text.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const verifyVerb: Verb = {
  name: "verify",
  usage: "[--repair] [--from-heads] [--store URL]",
  summary: "check every object of the store against its state",
  operands: [0, 0],
  options: { repair: { type: "boolean" }, "from-heads": { type: "boolean" }, ...STORE_OPTION },
  help: `
Reads every object that the state names and compares its hash, and the databases that pacman asks for. Exit code
3 when something is wrong.

  --repair       makes the databases that pacman asks for those of the state again; never anything else
  --from-heads   the repository NAME-heads
  --store URL    another place than repository.store`,
  run: runVerify,
};

async function runVerify(call: Call): Promise<ExitName> {
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const verification = await verifyStore(await workspace.store(), {
    repositoryName: workspace.packagesYaml.repository.name,
    repair: call.values.repair === true,
  });
  if (call.screen.json) call.screen.printJson(verification);
  else call.screen.print(verificationText(verification, call.screen));
  return verification.problems.length === 0 ? "done" : "storeRefused";
}
