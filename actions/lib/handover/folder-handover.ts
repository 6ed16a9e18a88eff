import { constants, copyFile, link, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Handover } from "./handover.ts";
import { HandoverError } from "./handover-error.ts";

/** A folder of this machine, for workflows that act runs: all their jobs are on it (platform facts B2a). */
export function folderHandover(folder: string): Handover {
  return {
    async give(name, file) {
      await mkdir(folder, { recursive: true });
      const own = join(folder, `.${name}.${process.pid}`);
      await copyFile(file, own);
      try {
        // Unlike a rename, a link never replaces what is there.
        await link(own, join(folder, name));
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
        throw new HandoverError("taken", `${name} was handed over before, to ${folder}`, { cause: error });
      } finally {
        await rm(own, { force: true });
      }
    },
    async list() {
      const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith("."));
      return await Promise.all(
        names.map(async (name) => ({
          name,
          bytes: (await stat(join(folder, name))).size,
          id: null,
          digest: null,
        })),
      );
    },
    async take({ name }, file) {
      await copyFile(join(folder, name), file, constants.COPYFILE_EXCL).catch((cause) => {
        throw new HandoverError("missing", `${name} is not in ${folder}`, { cause });
      });
    },
  };
}

/** What an earlier run left there: act numbers all its runs 1. */
export async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
