import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ArchiveError, decompress } from "../../archive/index.ts";
import type { Manifest, PublishedPackage } from "../../documents/index.ts";
import { type DatabaseEntry, databaseEntry, writeDatabases } from "../../repository/index.ts";
import type { Verifier } from "../../signing/index.ts";
import type { ReadableStore } from "../../store/index.ts";
import { publishedNames } from "../deciding/names.ts";
import { publishedPackage } from "../deciding/read-candidates.ts";
import { signatureKey, storedSignature } from "../objects/signatures.ts";
import { publishedBytes } from "../objects/stored-object.ts";
import { type StoredPackage, withStoredPackage } from "../objects/stored-package.ts";
import { PublishingError } from "../publishing-error.ts";
import type { StoreProblem } from "./store-problems.ts";

export type ProofRequest = {
  readonly repositoryName: string;
  /** Judges who signed the packages. */
  readonly judge: Verifier;
  /** A folder of this machine for what is on its way. */
  readonly workspace: string;
};

/**
 * Why a manifest that nobody vouches for must not be signed: packages that our key has not signed, or of which it says
 * something else than their bytes do, and databases that are not what those packages make, byte for byte. Without that,
 * whoever can write to the store could have dependencies, replacements and packages of their own signed.
 */
export async function proofProblems(
  store: ReadableStore,
  manifest: Manifest,
  request: ProofRequest,
): Promise<readonly StoreProblem[]> {
  const folder = await mkdtemp(path.join(request.workspace, "proof-"));
  const problems: StoreProblem[] = [];
  const entries: DatabaseEntry[] = [];
  for (const { published } of publishedNames(manifest.entries).values()) {
    const proven = await explained(published.object, () =>
      withStoredPackage(store, { published, folder }, (stored) =>
        provenEntry(store, { stored, published, judge: request.judge }),
      ),
    );
    if ("problem" in proven) problems.push(proven);
    else entries.push(proven);
  }
  // What databases say of packages that are not ours does not matter any more.
  return problems.length > 0
    ? problems
    : await databaseProblems(store, manifest, { ...request, entries, folder });
}

type Claim = {
  readonly stored: StoredPackage;
  readonly published: PublishedPackage;
  readonly judge: Verifier;
};

/** What the databases have to say of a package, or why it is not to be believed. */
async function provenEntry(
  store: ReadableStore,
  { stored: { file, read }, published, judge }: Claim,
): Promise<DatabaseEntry | StoreProblem> {
  const key = published.object;
  const signature = await storedSignature(store, key);
  const content = { file, bytes: published.bytes };
  if (signature === null || (await judge.madeBy(content, signature)) === null) {
    const message = `${signatureKey(key)} is no signature by ${judge.primaryFingerprint}, which does not sign what it has not published`;
    return { key: signatureKey(key), problem: signature === null ? "unsigned" : "wrong signature", message };
  }
  // Only now, since who has not our key could have made anything of it.
  const contents = await read();
  const { signedBy } = published;
  if (isDeepStrictEqual({ ...publishedPackage(contents), signedBy }, published))
    return databaseEntry(contents, key);
  const message = `the manifest says of ${key} what its bytes do not: somebody else wrote it`;
  return { key, problem: "different", message };
}

type Expected = ProofRequest & { readonly entries: readonly DatabaseEntry[]; readonly folder: string };

async function databaseProblems(
  store: ReadableStore,
  manifest: Manifest,
  { repositoryName, entries, folder }: Expected,
): Promise<readonly StoreProblem[]> {
  const everything = { name: repositoryName, base: null, keep: () => true, add: entries, folder };
  const written = await writeDatabases(everything);
  const problems = [];
  for (const kind of ["db", "files"] as const) {
    const key = `${manifest.database}${repositoryName}.${kind}`;
    const expected = await unpackedDigest(createReadStream(written[kind].file));
    const found = await explained(key, async () => ({
      digest: await unpackedDigest(publishedBytes(store, { key, expected: manifest.databases[kind] })),
    }));
    if ("problem" in found) problems.push(found);
    else if (found.digest !== expected) {
      const message = `${key} is not what its packages make: somebody else wrote it`;
      problems.push({ key, problem: "different" as const, message });
    }
  }
  return problems;
}

/** Far above a real repository's; more than its packages make is another one in any case. */
const UNPACKED_BYTES = 8 * 1024 ** 3;

/** Another release of zstd packs the same archive otherwise. */
async function unpackedDigest(packed: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of decompress(packed)) {
    bytes += chunk.length;
    if (bytes > UNPACKED_BYTES)
      throw new ArchiveError("limit", `it unpacks to more than ${UNPACKED_BYTES} bytes`);
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** What cannot be read is a problem like any other. */
async function explained<T>(key: string, read: () => Promise<T>): Promise<T | StoreProblem> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof PublishingError || error instanceof ArchiveError)) throw error;
    const isGone = error instanceof PublishingError && error.code === "missing";
    return { key, problem: isGone ? "missing" : "different", message: error.message };
  }
}
