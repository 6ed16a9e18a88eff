import {
  probeRedirects,
  type Repair,
  repairStore,
  type Verification,
  verifyStore,
} from "../../../actions/lib/publishing/index.ts";
import { openSigning, openTrust, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { lockWorkFolder } from "../work-lock.ts";
import { openWorkspace } from "../workspace.ts";
import { verificationText } from "./verification-text.ts";

/** Options that say how to repair, and what each of them names. */
const OF_A_REPAIR = [
  ["from", "names the manifest that a repair goes on from"],
  ["signed-by", "names the key whose work a repair signs again"],
  ["drop", "names the packages that a repair goes on without"],
] as const;

export async function run(call: Call): Promise<ExitName> {
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
