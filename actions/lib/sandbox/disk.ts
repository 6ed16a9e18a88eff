import { rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Engine, lastLine } from "./engine.ts";
import type { Privilege } from "./privilege.ts";
import type { Finished } from "./process.ts";
import { SandboxError } from "./sandbox-error.ts";

/**
 * A file system of bounded size for one container. Its image file has no name any more and the loop device
 * frees itself, so when the container goes, however it goes, nothing is left.
 */
export type Disk = AsyncDisposable & {
  /** `--mount` option that mounts it at `folder` as an unnamed volume, which `--rm` removes. */
  mountAt(folder: string): string;
  /** To be called when the container runs: the device goes with its mount. */
  release(): Promise<void>;
};

export type DiskSettings = {
  readonly root: Privilege;
  /** Folder for the image file while it has a name. */
  readonly folder: string;
  readonly name: string;
  readonly bytes: number;
};

/** Whether openDisk works here: it has loop devices, and the engine mounts what is given to it as a device. */
export async function canLimitDisks(engine: Engine, root: Privilege, folder: string): Promise<boolean> {
  if (engine.kind !== "docker" || engine.rootless) return false;
  try {
    await using disk = await openDisk({ root, folder, name: "probe", bytes: PROBE_BYTES });
    return disk.mountAt("/build") !== "";
  } catch (error) {
    if (error instanceof SandboxError) return false;
    throw error;
  }
}

const PROBE_BYTES = 1024 ** 2;

/** @throws SandboxError `limits` */
export async function openDisk({ root, folder, name, bytes }: DiskSettings): Promise<Disk> {
  const file = join(folder, `${name}.ext4`);
  try {
    await writeFile(file, "", { mode: 0o600 });
    await truncate(file, bytes);
    expect(await root(["mkfs.ext4", ...FORMAT, file]), "mkfs.ext4");
    const device = expect(await root(["losetup", "--find", "--show", file]), "losetup").stdout.trim();
    return diskOn(device, root);
  } finally {
    await rm(file, { force: true });
  }
}

/** Loop devices whose image lay in the folder of a dead run: one was killed between two steps. */
export async function sweepDisks(
  root: Privilege,
  isLeftOver: (file: string) => Promise<boolean>,
): Promise<void> {
  const { exit, stdout } = await root(["losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE"]);
  if (exit !== 0) return;
  for (const line of stdout.split("\n")) {
    const [device = "", file = ""] = line.trim().split(/\s+/);
    if (file !== "" && (await isLeftOver(file))) await root(["losetup", "--detach", device]);
  }
}

/** Without a journal, which a disk that is thrown away does not need; no block for root alone. */
const FORMAT = ["-q", "-F", "-O", "^has_journal", "-m", "0", "-E", "lazy_itable_init=1,nodiscard"];

function diskOn(device: string, root: Privilege): Disk {
  let attached = true;
  const release = async () => {
    if (!attached) return;
    attached = false;
    // Detaching a mounted device takes effect when the last mount is gone (losetup(8)).
    expect(await root(["losetup", "--detach", device]), "losetup");
  };
  return {
    mountAt: (folder) =>
      [
        `type=volume,destination=${folder},volume-driver=local,volume-nocopy`,
        `volume-opt=type=ext4,volume-opt=device=${device},"volume-opt=o=nodev,nosuid,noinit_itable"`,
      ].join(","),
    release,
    [Symbol.asyncDispose]: release,
  };
}

function expect(finished: Finished, program: string): Finished {
  if (finished.exit === 0) return finished;
  throw new SandboxError(
    "limits",
    `${program}: ${lastLine(finished.stderr)}: no file system of limited size can be made`,
  );
}
