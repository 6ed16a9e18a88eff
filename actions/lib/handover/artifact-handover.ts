import { link, mkdtempDisposable, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ArtifactClient } from "@actions/artifact";
import type { Given, Handover } from "./handover.ts";
import { HandoverError } from "./handover-error.ts";

/** After this nobody re-runs a run's failed jobs any more; GitHub's own limit is 90. */
export const RETENTION_DAYS = 30;

/**
 * Artefacts of the run. Each is one raw file rather than GitHub's usual zip archive: nothing is unpacked on arrival
 * but our own tar, by our own reader, under its limits.
 */
export function artifactHandover(openClient: () => Promise<ArtifactClient>): Handover {
  return {
    give: async (name, file) => await upload(await openClient(), name, file),
    list: async () => await listOf(await openClient()),
    take: async (given, file) => await takeOnly(await openClient(), given, file),
  };
}

async function upload(client: ArtifactClient, name: string, file: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(dirname(file), "give-"));
  try {
    // A raw file's artefact has the name of the file.
    const named = join(folder.path, name);
    await link(file, named);
    const options = { skipArchive: true, retentionDays: RETENTION_DAYS };
    await client.uploadArtifact(name, [named], folder.path, options);
  } catch (error) {
    throw explained(name, error);
  }
}

async function listOf(client: ArtifactClient): Promise<readonly Given[]> {
  const { artifacts } = await client.listArtifacts().catch((error: unknown) => {
    throw explained("the list of artefacts", error);
  });
  return artifacts.map(({ name, id, size, digest }) => ({ name, bytes: size, id, digest: digest ?? null }));
}

async function takeOnly(client: ArtifactClient, given: Given, file: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(dirname(file), "take-"));
  await download(client, given, folder.path);
  const [only, ...more] = await readdir(folder.path);
  if (only === undefined || more.length > 0)
    throw new HandoverError("refused", `the artefact ${given.name} is not one file`);
  await rename(join(folder.path, only), file);
}

/** Its client only tells that a digest does not match. */
async function download(client: ArtifactClient, { name, id, digest }: Given, folder: string): Promise<void> {
  if (id === null) throw new HandoverError("missing", `${name} is no artefact`);
  const expected = digest === null ? {} : { expectedHash: digest };
  const options = { path: folder, skipDecompress: true, ...expected };
  const { digestMismatch } = await client.downloadArtifact(id, options).catch((error: unknown) => {
    throw explained(name, error);
  });
  if (digestMismatch)
    throw new HandoverError("refused", `the artefact ${name} has other bytes than ${digest}`);
}

function explained(name: string, error: unknown): HandoverError {
  const said = error instanceof Error ? error.message : String(error);
  if (/\(409\)|already exists/i.test(said))
    return new HandoverError("taken", `an artefact ${name} was uploaded before in this run: ${said}`, {
      cause: error,
    });
  if (/not found|no artifacts found/i.test(said))
    return new HandoverError("missing", `there is no artefact ${name}: ${said}`, { cause: error });
  return new HandoverError("unavailable", `${name}: ${said}`, { cause: error });
}
