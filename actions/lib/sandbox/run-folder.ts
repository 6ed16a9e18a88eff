import { mkdir, readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isOwnerDead } from "../ownership/index.ts";
import type { Owner } from "./owner.ts";

/** On disk by the file hierarchy standard, while /tmp may be memory. */
export const SPOOL = "/var/tmp";

const PREFIX = "autorepo-sandbox_";

/** A folder of this run's own for the seccomp profile and disk images. Disposing it removes it. */
export async function makeRunFolder(owner: Owner): Promise<AsyncDisposable & { readonly path: string }> {
  const path = join(SPOOL, PREFIX + owner.label);
  await mkdir(path, { mode: 0o700 });
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true });
    },
  };
}

/** Removes folders of dead runs; those of other users are theirs to remove. */
export async function sweepRunFolders(): Promise<void> {
  const names = (await readdir(SPOOL)).filter((name) => name.startsWith(PREFIX));
  await Promise.all(
    names.map(async (name) => {
      if (!(await isOwnerDead(name.slice(PREFIX.length)))) return;
      await rm(join(SPOOL, name), { recursive: true, force: true }).catch(ignoreForeign);
    }),
  );
}

function ignoreForeign(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPERM" && error.code !== "EACCES") throw error;
}

/** Label of the run in whose folder a file lies or lay. */
export function ownerOfFile(file: string): string | null {
  const folder = dirname(file);
  return dirname(folder) === SPOOL && basename(folder).startsWith(PREFIX)
    ? basename(folder).slice(PREFIX.length)
    : null;
}
