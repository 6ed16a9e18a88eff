import {
  probeRedirects,
  type Repair,
  repairStore,
  type Verification,
  verifyStore,
} from "../../actions/lib/publishing/index.ts";
import { openSigning, openTrust, type Workspace } from "../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "./exit-codes.ts";
import type { Call, Verb } from "./verb.ts";
import { verificationText } from "./verification-text.ts";
import { lockWorkFolder } from "./work-lock.ts";
import { openWorkspace, STORE_OPTION } from "./workspace.ts";

export const verifyVerb: Verb = {
  name: "verify",
  usage: "[--repair [--from MANIFEST] [--signed-by FINGERPRINT]] [--from-heads] [--store URL]",
  summary: "check every object of the store against its state",
  operands: [0, 0],
  options: {
    repair: { type: "boolean" },
    from: { type: "string" },
    "signed-by": { type: "string" },
    "from-heads": { type: "boolean" },
    ...STORE_OPTION,
  },
  help: `
Reads every object that the state names, compares its hash and its signature, and looks at the databases that pacman
asks for. Names objects that nothing needs. Changes nothing. Exit code 3 when something is wrong. With
AUTOREPO_SIGNING_KEY also whether the state is yours: without it, only whether everything fits together.

  --repair         mends what the store's own objects allow, then checks:
                   a state.json that is lost, damaged, outdated or not yours is made anew from the newest publication
                   that AUTOREPO_SIGNING_KEY has signed; databases are written anew from their packages; missing
                   signatures are made again; the names that pacman asks for follow the state; what the store and
                   its public address can do is tried again
  --from MANIFEST  goes on from this manifest (manifests/…json), where several may be the newest or none is proven
  --signed-by FINGERPRINT
                   AUTOREPO_SIGNING_KEY has replaced this key, or this subkey of its own, which was revoked: what it
                   has signed is signed again. Take the fingerprint from where your clients trust it, not from the
                   store, and never that of a key that was stolen
  --from-heads     the repository NAME-heads
  --store URL      another place than repository.store

Examples:
  scripts/autorepo verify
  scripts/autorepo verify --repair`,
  run: runVerify,
};

async function runVerify(call: Call): Promise<ExitName> {
  const isRepair = call.values.repair === true;
  if (call.values.from !== undefined && !isRepair) {
    throw new CommandError("wrongUse", "--from names the manifest that --repair goes on from: write both");
  }
  if (call.values["signed-by"] !== undefined && !isRepair) {
    throw new CommandError(
      "wrongUse",
      "--signed-by names the key whose work --repair signs again: write both",
    );
  }
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const found = isRepair ? await repaired(call, workspace) : await verified(call, workspace);
  if (call.screen.json) call.screen.printJson(found);
  else call.screen.print(verificationText(found, call.screen));
  return found.problems.length === 0 ? "done" : "storeRefused";
}

async function verified(call: Call, workspace: Workspace): Promise<Verification> {
  const { name: repositoryName } = workspace.packagesYaml.repository;
  const [readers, trust] = [await readersOf(workspace), await openTrust(call, workspace)];
  return await verifyStore(await workspace.store(), { repositoryName, readers, trust, now: call.now });
}

async function repaired(call: Call, workspace: Workspace): Promise<Repair> {
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const { name, url } = workspace.packagesYaml.repository;
  const store = await workspace.store();
  return await repairStore(store, {
    repositoryName: name,
    signing: await openSigning(call, workspace),
    from: typeof call.values.from === "string" ? call.values.from : null,
    signedBy: fingerprintGiven(call),
    readers: await readersOf(workspace),
    probe: async () => (url === null ? null : await probeRedirects(store, url)),
    run: null,
    now: call.now,
  });
}

/** As gpg prints it, with blanks or without. */
function fingerprintGiven({ values }: Call): string | null {
  const given = values["signed-by"];
  if (typeof given !== "string") return null;
  const fingerprint = given.replaceAll(" ", "").replace(/^0x/i, "").toUpperCase();
  if (/^[0-9A-F]{40}$/.test(fingerprint)) return fingerprint;
  throw new CommandError(
    "wrongUse",
    `--signed-by ${JSON.stringify(given)}: a fingerprint has 40 hexadecimal digits, as \`pacman-key --finger\` prints it`,
  );
}

async function readersOf(workspace: Workspace) {
  return workspace.packagesYaml.repository.url === null ? null : await workspace.published();
}
