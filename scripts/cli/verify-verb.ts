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
  usage: "[--repair [--from MANIFEST] [--signed-by FINGERPRINT] [--drop NAMES]] [--from-heads] [--store URL]",
  summary: "check every object of the store against its state",
  operands: [0, 0],
  options: {
    repair: { type: "boolean" },
    from: { type: "string" },
    "signed-by": { type: "string" },
    drop: { type: "string" },
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
  --drop NAMES     goes on without these packages, with commas between, whose files are gone or damaged: clients are
                   offered them no longer, and the next run builds again what packages.yaml lists of them. '*' stands
                   for all that are lost; what is there as it was published is never dropped
  --from-heads     the repository NAME-heads
  --store URL      another place than repository.store

Examples:
  scripts/autorepo verify
  scripts/autorepo verify --repair`,
  run: runVerify,
};

/** Options that say how to repair, and what each of them names. */
const OF_A_REPAIR = [
  ["from", "names the manifest that a repair goes on from"],
  ["signed-by", "names the key whose work a repair signs again"],
  ["drop", "names the packages that a repair goes on without"],
] as const;

async function runVerify(call: Call): Promise<ExitName> {
  const isRepair = call.values.repair === true;
  const alone = isRepair ? undefined : OF_A_REPAIR.find(([option]) => call.values[option] !== undefined);
  if (alone !== undefined) throw new CommandError("wrongUse", `--${alone.join(" ")}: write --repair too`);
  const workspace = await openWorkspace(call, call.values["from-heads"] === true);
  const found = isRepair ? await repaired(call, workspace) : await verified(call, workspace);
  if (call.screen.json) call.screen.printJson(found);
  else call.screen.print(verificationText(found, call.screen));
  return found.problems.length === 0 ? "done" : "storeRefused";
}

async function verified(call: Call, workspace: Workspace): Promise<Verification> {
  const { entries, repository } = workspace.packagesYaml;
  const [readers, trust] = [await readersOf(workspace), await openTrust(call, workspace)];
  const wanted = { entries, keepSeconds: repository.keepSeconds };
  return await verifyStore(await workspace.store(), {
    ...{ repositoryName: repository.name, readers, trust, now: call.now, wanted },
  });
}

async function repaired(call: Call, workspace: Workspace): Promise<Repair> {
  await using _lock = await lockWorkFolder(workspace.workFolder);
  const { entries, repository } = workspace.packagesYaml;
  const { name, url, keepSeconds } = repository;
  const store = await workspace.store();
  return await repairStore(store, {
    repositoryName: name,
    signing: await openSigning(call, workspace),
    from: typeof call.values.from === "string" ? call.values.from : null,
    signedBy: fingerprintGiven(call),
    drop: namesToDrop(call),
    ...{ entries, keepSeconds },
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

function namesToDrop({ values }: Call): readonly string[] {
  if (typeof values.drop !== "string") return [];
  const names = values.drop.split(",").map((name) => name.trim());
  if (names.every((name) => name !== "")) return names;
  throw new CommandError("wrongUse", `--drop ${JSON.stringify(values.drop)}: names with commas between`);
}

async function readersOf(workspace: Workspace) {
  return workspace.packagesYaml.repository.url === null ? null : await workspace.published();
}
