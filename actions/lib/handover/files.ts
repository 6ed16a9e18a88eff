import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { receiveFiles, type TarSource, writeTar } from "../archive/index.ts";
import type { Given, Handover } from "./handover.ts";
import { HandoverError } from "./handover-error.ts";

/** Files that go over as one: those of a folder itself, and of the named sub-folders, as far as they are there. */
export type Layout = {
  readonly folders: readonly string[];
  /** Of each file's path in the folder, "log/build.log". */
  readonly accepts: (path: string) => boolean;
  readonly mostFiles: number;
  readonly mostBytes: number;
};

const GIB = 1024 ** 3;

/** result.json, recipe-change.json, log/<phase>.log and packages/*. */
export const RESULT_LAYOUT: Layout = {
  folders: ["log", "packages"],
  accepts: (path) =>
    /^(?:result|recipe-change)\.json$/.test(path) || /^(log\/[a-z-]+\.log|packages\/.+)$/.test(path),
  mostFiles: 1000,
  mostBytes: 12 * GIB,
};

export const PLAN_LAYOUT: Layout = {
  folders: [],
  accepts: (path) => path === "plan.json",
  mostFiles: 1,
  mostBytes: GIB / 16,
};

/** detection.json and pages/<entry>.html. */
export const DETECTION_LAYOUT: Layout = {
  folders: ["pages"],
  accepts: (path) => path === "detection.json" || /^pages\/.+\.html$/.test(path),
  mostFiles: 10_000,
  mostBytes: 2 * GIB,
};

/** @throws HandoverError "taken" */
export async function giveFiles(
  handover: Handover,
  name: string,
  { folder, layout, temporary }: Files,
): Promise<void> {
  const file = join(temporary, `give-${name}.tar`);
  try {
    await using written = await open(file, "wx", 0o600);
    for await (const part of writeTar(await sourcesOf(folder, layout))) await written.writeFile(part);
    await handover.give(name, file);
  } finally {
    await rm(file, { force: true });
  }
}

/** `temporary`: a folder on the same file system. */
export type Files = { readonly folder: string; readonly layout: Layout; readonly temporary: string };

/**
 * Writes what was given into `folder`, which is made; what is not as the layout says is refused, and then the folder
 * is gone again.
 *
 * @throws HandoverError, ArchiveError
 */
export async function takeFiles(
  handover: Handover,
  given: Given,
  { folder, layout, temporary }: Files,
): Promise<void> {
  if (given.bytes > layout.mostBytes)
    throw new HandoverError(
      "refused",
      `${given.name} has ${given.bytes} bytes, more than ${layout.mostBytes}`,
    );
  const file = join(temporary, `take-${given.name}.tar`);
  await mkdir(folder, { recursive: true });
  for (const sub of layout.folders) await mkdir(join(folder, sub));
  try {
    await handover.take(given, file);
    await receiveFiles({
      tar: createReadStream(file),
      folder,
      folders: layout.folders,
      accepts: layout.accepts,
      limits: { members: layout.mostFiles, memberBytes: layout.mostBytes, totalBytes: layout.mostBytes },
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(file, { force: true });
  }
}

async function sourcesOf(folder: string, { folders, accepts }: Layout): Promise<readonly TarSource[]> {
  const sources: TarSource[] = [];
  for (const sub of ["", ...folders]) {
    const found = await readdir(join(folder, sub), { withFileTypes: true }).catch(() => []);
    const names = found.filter((entry) => entry.isFile()).map((entry) => entry.name);
    for (const name of names.sort()) {
      const path = sub === "" ? name : `${sub}/${name}`;
      if (accepts(path)) sources.push(await sourceOf(folder, path));
    }
  }
  return sources;
}

async function sourceOf(folder: string, path: string): Promise<TarSource> {
  const file = join(folder, path);
  const { size } = await stat(file);
  return { path, type: "file", mode: 0o644, content: { bytes: size, stream: createReadStream(file) } };
}
