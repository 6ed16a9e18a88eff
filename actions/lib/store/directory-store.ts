import { createHash } from "node:crypto";
import { type FileHandle, link, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { keyParts, requirePrefix } from "./key.ts";
import { makeFolder, stage, sweep, sync } from "./staging.ts";
import type { Body, Store, Stored } from "./store.ts";
import { StoreError, systemCode } from "./store-error.ts";
import { lockStore } from "./swap-lock.ts";

/** `read` is for states and manifests; a manifest of 10,000 packages is a tenth of this. */
export const MAX_READ_BYTES = 128 * 2 ** 20;

/**
 * A store in a folder, safe for many processes of one host at a time and for their being killed at any moment:
 * objects appear whole by link(2) or rename(2) and are on disk before a method returns.
 * One key is changed by `swap` or by `put`, never by both: `put` does not wait for a swap.
 */
export async function directoryStore(root: string): Promise<Store> {
  await explained(root, "", () => sweep(root));
  const fileOf = (key: string) => path.join(root, ...keyParts(key));
  const at = <T>(key: string, operation: (file: string) => Promise<T>): Promise<T> =>
    explained(root, key, () => operation(fileOf(key)));
  return {
    place: root,
    capabilities: async () => ({ conditionalCreate: true, compareAndSwap: true }),
    read: (key) => at(key, read),
    stream: (key) => at(key, stream),
    stat: (key) => at(key, statFile),
    create: (key, body) => at(key, (file) => create(root, file, body)),
    swap: (key, body, { version }) => at(key, (file) => swap(root, { file, body, version })),
    put: (key, body) => at(key, (file) => put(root, file, body)),
    delete: (key) => at(key, (file) => rm(file, { force: true })),
    list: (prefix) => list(root, prefix),
  };
}

async function read(file: string): Promise<Stored | null> {
  await using handle = await openFile(file);
  if (handle === null) return null;
  const { size } = await handle.stat();
  if (size > MAX_READ_BYTES)
    throw new StoreError("too-large", `has ${size} bytes, at most ${MAX_READ_BYTES} are read`);
  const bytes = await handle.readFile();
  return { bytes, version: createHash("sha256").update(bytes).digest("hex") };
}

async function stream(file: string): Promise<AsyncIterable<Uint8Array> | null> {
  const handle = await openFile(file);
  return handle === null ? null : handle.createReadStream();
}

/** null where there is no object of that name: nothing at all, a folder, or a file in place of a folder. */
async function openFile(file: string): Promise<FileHandle | null> {
  const handle = await missingAsNull(open(file, "r"));
  if (handle === null || (await handle.stat()).isFile()) return handle;
  await handle.close();
  return null;
}

async function statFile(file: string) {
  const entry = await missingAsNull(stat(file));
  return entry?.isFile() ? { bytes: entry.size, modified: entry.mtime } : null;
}

async function create(root: string, file: string, body: Body): Promise<"created" | "exists"> {
  await using staged = await stage(root, body);
  await makeFolder(path.dirname(file));
  return (await linked(staged.file, file)) ? "created" : "exists";
}

type Swap = { readonly file: string; readonly body: Uint8Array; readonly version: string | null };

async function swap(root: string, { file, body, version }: Swap): Promise<"swapped" | "conflict"> {
  await using staged = await stage(root, body);
  await makeFolder(path.dirname(file));
  await using _lock = await lockStore(root);
  const current = await read(file);
  if ((current?.version ?? null) !== version) return "conflict";
  // A link, so that of a swap from nothing and a `create` one wins.
  if (version === null) return (await linked(staged.file, file)) ? "swapped" : "conflict";
  await rename(staged.file, file);
  await sync(path.dirname(file));
  return "swapped";
}

async function put(root: string, file: string, body: Body): Promise<void> {
  await using staged = await stage(root, body);
  await makeFolder(path.dirname(file));
  await rename(staged.file, file);
  await sync(path.dirname(file));
}

/** Gives a file its final name unless that is taken; either way the name survives a crash. */
async function linked(staged: string, file: string): Promise<boolean> {
  try {
    await link(staged, file);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  } finally {
    await sync(path.dirname(file));
  }
}

async function* list(root: string, prefix: string): ReturnType<Store["list"]> {
  requirePrefix(prefix);
  yield* walk(root, prefix.slice(0, Math.max(0, prefix.lastIndexOf("/"))), prefix);
}

async function* walk(root: string, folder: string, prefix: string): ReturnType<Store["list"]> {
  const entries = await explained(root, folder, () =>
    missingAsNull(readdir(path.join(root, folder), { withFileTypes: true })),
  );
  for (const entry of entries ?? []) {
    const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || !(key.startsWith(prefix) || prefix.startsWith(`${key}/`))) continue;
    if (entry.isDirectory()) yield* walk(root, key, prefix);
    const found = entry.isFile() ? await explained(root, key, () => statFile(path.join(root, key))) : null;
    if (found !== null) yield { key, ...found };
  }
}

async function missingAsNull<T>(operation: Promise<T>): Promise<T | null> {
  try {
    return await operation;
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}

/** Runs an operation; what it throws becomes a StoreError that names the key and the folder. */
async function explained<T>(root: string, key: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof StoreError && error.code === "invalid-key") throw error;
    const code = error instanceof StoreError ? error.code : "unreachable";
    const detail = error instanceof Error ? error.message : String(error);
    throw new StoreError(code, `store ${root}, ${key || "folder"}: ${detail}`, { cause: error });
  }
}
