import { constants } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ArchiveError, quoted } from "./archive-error.ts";
import { whileThereIsRoom } from "./room.ts";
import type { TarEntry, TarLimits } from "./tar-member.ts";
import { readTar } from "./tar-reader.ts";

export type ReceivedFile = { readonly name: string; readonly bytes: number };

/**
 * Writes the files of a hostile tar stream into an existing folder of this machine: regular files of
 * depth 1 whose names `accepts` takes, under fresh names, mode 0644, and such files of the sub-folders that `folders`
 * names, which exist. Anything else in the stream throws an ArchiveError that names it, and then no file is left
 * behind (security.md §3, "Getting artefacts out").
 */
export async function receiveFiles(options: {
  readonly tar: AsyncIterable<Uint8Array>;
  readonly folder: string;
  readonly folders?: readonly string[];
  readonly accepts: (name: string) => boolean;
  readonly limits: TarLimits;
}): Promise<readonly ReceivedFile[]> {
  await using undo = new AsyncDisposableStack();
  const received = new Map<string, ReceivedFile>();
  for await (const entry of readTar(options.tar, options.limits)) {
    const name = entry.path.replace(/^\.\//, "");
    if (entry.type === "directory" && (name === "" || name === ".")) continue;
    const problem = refusal({ name, type: entry.type, ...options, received });
    if (problem) throw new ArchiveError("forbidden", `${quoted(entry.path)} was handed over, ${problem}`);
    const path = join(options.folder, name);
    await writeFresh(path, entry, () => undo.defer(() => rm(path, { force: true })));
    received.set(name, { name, bytes: entry.bytes });
  }
  undo.move();
  return [...received.values()];
}

/** Printable ASCII that every shell, URL and step log takes as plain text; `:` is an epoch's. */
const SAFE_NAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+:~^#?&=,-]{0,254}$/;

function refusal(file: {
  readonly name: string;
  readonly type: TarEntry["type"];
  readonly folders?: readonly string[];
  readonly accepts: (name: string) => boolean;
  readonly received: ReadonlyMap<string, ReceivedFile>;
}): string | null {
  if (file.type !== "file") return `a ${file.type}; only regular files are taken`;
  const slash = file.name.indexOf("/");
  if (slash !== -1 && !file.folders?.includes(file.name.slice(0, slash)))
    return "a file in a sub-folder; only the folder's own files are taken";
  if (!SAFE_NAME.test(file.name.slice(slash + 1))) return "a name with characters that are not accepted";
  if (file.received.has(file.name)) return "a second file of that name";
  return file.accepts(file.name) ? null : "a file that was not asked for";
}

async function writeFresh(path: string, entry: TarEntry, created: () => void): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  await using file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o644);
  created();
  await file.chmod(0o644);
  for await (const part of whileThereIsRoom(entry.body, dirname(path))) await file.writeFile(part);
}
