import { mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { isOwnerDead, ownedName } from "../ownership/index.ts";

const PREFIX = "autorepo-publishing-";

/** A folder of this process for what is on its way to or from a store, removed when disposed. */
export type PublishingWorkspace = AsyncDisposable & { readonly folder: string };

/** Makes one below the system's folder for temporary files, and removes those of processes that were killed. */
export async function publishingWorkspace(): Promise<PublishingWorkspace> {
  await sweep();
  const folder = path.join(tmpdir(), PREFIX + (await ownedName()));
  await mkdir(folder, { mode: 0o700 });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX) || !(await isOwnerDead(name.slice(PREFIX.length)))) continue;
    // Another user's is theirs to remove, and no reason not to publish.
    await rm(path.join(tmpdir(), name), { recursive: true, force: true }).catch(() => {});
  }
}
