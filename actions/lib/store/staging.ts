import {
  chmod,
  constants,
  copyFile,
  lstat,
  mkdir,
  open,
  readdir,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import path from "node:path";
import { isOwnerDead, ownedName } from "../ownership/index.ts";
import type { Body } from "./store.ts";
import { StoreError, systemCode } from "./store-error.ts";

/** Where objects are written before they appear, inside the store so that they move by link and rename. */
export const STAGING = ".incoming";
/** Readable by everybody: pacman downloads as its own user (DownloadUser in pacman.conf(5)). */
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
/** What a dead process of an unknown host left is swept after a day. */
const FOREIGN_AGE_MILLISECONDS = 24 * 60 * 60 * 1000;

/** A complete, synced file below the store that nobody else knows; gone when disposed. */
export type StagedFile = AsyncDisposable & { readonly file: string };

/** Writes a body beside the objects of the store, on disk before it returns. */
export async function stage(root: string, body: Body): Promise<StagedFile> {
  const folder = path.join(root, STAGING);
  await makeFolder(folder);
  const file = path.join(folder, await ownedName());
  const staged = { file, [Symbol.asyncDispose]: () => rm(file, { force: true }) };
  try {
    await write(file, body);
    await chmod(file, FILE_MODE);
    await sync(file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return staged;
}

async function write(file: string, body: Body): Promise<void> {
  if (body instanceof Uint8Array) return await writeFile(file, body, { flag: "wx" });
  await copyFile(body.file, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  const { size } = await stat(file);
  if (size !== body.bytes) {
    throw new StoreError(
      "refused",
      `${body.file} has ${size} bytes, ${body.bytes} were announced: it changed while it was read`,
    );
  }
}

/** Makes a folder and what is missing above it, readable by everybody whatever the umask says. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = path.dirname(made)) {
    await chmod(made, FOLDER_MODE);
    await sync(path.dirname(made));
  }
}

/** Makes what was written to a file, or which names a folder holds, survive a crash of the machine. */
export async function sync(file: string): Promise<void> {
  await using handle = await open(file, "r");
  await handle.sync();
}

/** Removes what killed writers left in the staging folder; answers the names removed. */
export async function sweep(root: string): Promise<readonly string[]> {
  const folder = path.join(root, STAGING);
  const names = await readdir(folder).catch((error) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
  const removed = [];
  for (const name of names) {
    if (!name.includes("_") || !(await isLeftover(folder, name))) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function isLeftover(folder: string, name: string): Promise<boolean> {
  if (await isOwnerDead(name)) return true;
  const entry = await lstat(path.join(folder, name)).catch(() => null);
  return entry !== null && Date.now() - entry.mtimeMs > FOREIGN_AGE_MILLISECONDS;
}
