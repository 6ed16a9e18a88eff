import { mkdir, readdir, rename, rm, rmdir, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isOwnerDead, ownedName } from "../ownership/index.ts";
import { makeFolder, STAGING } from "./staging.ts";
import { StoreError, systemCode } from "./store-error.ts";

/** A swap holds the lock for milliseconds; an owner that holds it for this long is stopped or on a dead host. */
const PATIENCE_MILLISECONDS = 30_000;
const MAX_PAUSE_MILLISECONDS = 20;

/**
 * The lock of a directory store, held until disposed.
 *
 * The lock is a folder that holds one file named after its owner. It is taken by renaming a prepared folder onto
 * it, which the system does only while the target is missing or empty (rename(2)), and freed by deleting
 * that file. A dead owner's file is deleted by its name, so nobody can break a lock that has since changed hands.
 */
export async function lockStore(root: string): Promise<AsyncDisposable> {
  const staging = path.join(root, STAGING);
  const lock = path.join(staging, "lock");
  await makeFolder(staging);
  const owner = await ownedName();
  const prepared = path.join(staging, `${owner}_lock`);
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  await mkdir(prepared);
  try {
    await writeFile(path.join(prepared, owner), "");
    while (!(await moved(prepared, lock))) {
      await breakDeadLock(lock);
      if (Date.now() > deadline) throw await busy(lock);
      await sleep(1 + Math.random() * MAX_PAUSE_MILLISECONDS);
    }
  } catch (error) {
    await rm(prepared, { recursive: true, force: true });
    throw error;
  }
  return { [Symbol.asyncDispose]: () => release(lock, owner) };
}

async function moved(prepared: string, lock: string): Promise<boolean> {
  try {
    await rename(prepared, lock);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOTEMPTY" || code === "EEXIST") return false;
    throw error;
  }
}

async function breakDeadLock(lock: string): Promise<void> {
  for (const owner of await ownersOf(lock)) {
    if (await isOwnerDead(owner)) await release(lock, owner);
  }
}

async function release(lock: string, owner: string): Promise<void> {
  await ignoringMissing(unlink(path.join(lock, owner)));
  // An empty folder is a free lock too; it is only removed to leave nothing behind.
  await rmdir(lock).catch(() => {});
}

async function ownersOf(lock: string): Promise<readonly string[]> {
  return (await ignoringMissing(readdir(lock))) ?? [];
}

async function ignoringMissing<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

async function busy(lock: string): Promise<StoreError> {
  const owners = (await ownersOf(lock)).join(", ");
  return new StoreError(
    "busy",
    `${lock} has been held for ${PATIENCE_MILLISECONDS / 1000} s by ${owners} (host_boot_namespace_pid_…), which is ` +
      `on another host or still running: wait for it, or delete that folder when you know that it is gone`,
  );
}
