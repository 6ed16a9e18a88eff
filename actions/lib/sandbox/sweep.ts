import { isOwnerDead } from "../ownership/index.ts";
import { sweepDisks } from "./disk.ts";
import type { Engine } from "./engine.ts";
import type { Firewall } from "./firewall.ts";
import { LABEL } from "./labels.ts";
import { listNetworks, removeNetwork } from "./network.ts";
import type { Privilege } from "./privilege.ts";
import { ownerOfFile, sweepRunFolders } from "./run-folder.ts";

export type SweepSettings = {
  readonly engine: Engine;
  /** Null where we are not root: then no disks were made either. */
  readonly root: Privilege | null;
  readonly firewall: () => Promise<Firewall>;
};

/**
 * Removes what dead owners of this machine left on the engine. Containers end with their owner by themselves:
 * this is the second line, and for networks with their filters the first.
 */
export async function sweep({ engine, root, firewall }: SweepSettings): Promise<void> {
  await Promise.all([sweepContainers(engine), root === null ? null : sweepLoopDevices(root)]);
  await Promise.all([sweepRunFolders(), sweepNetworks(engine, firewall)]);
}

async function sweepContainers(engine: Engine): Promise<void> {
  const ids = await engine.call(["ps", "--all", "--quiet", "--filter", `label=${LABEL.owner}`]);
  if (ids === "") return;
  const format = `{{.Id}}\t{{index .Config.Labels "${LABEL.owner}"}}`;
  const { stdout } = await engine.try([
    "inspect",
    "--type",
    "container",
    "--format",
    format,
    ...ids.split("\n"),
  ]);
  const containers = stdout.split("\n").map((line) => line.split("\t"));
  await Promise.all(
    containers.map(async ([id = "", label = ""]) => {
      if (await isOwnerDead(label)) await engine.try(["rm", "--force", "--volumes", id]);
    }),
  );
}

async function sweepNetworks(engine: Engine, firewall: () => Promise<Firewall>): Promise<void> {
  for (const { name, owner } of await listNetworks(engine)) {
    if (await isOwnerDead(owner)) await removeNetwork(engine, await firewall(), name);
  }
}

async function sweepLoopDevices(root: Privilege): Promise<void> {
  await sweepDisks(root, async (file) => {
    const owner = ownerOfFile(file);
    return owner !== null && (await isOwnerDead(owner));
  });
}
