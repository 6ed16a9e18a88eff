import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { decompress, readTar } from "../../actions/lib/archive/index.ts";
import type { Verifier } from "../../actions/lib/signing/index.ts";

/** What a client gets at an address: `name version` of each package, sorted; null: no database yet. */
export type View = Readonly<Record<"db" | "files", readonly string[] | null>>;

export type Reading = {
  /** Public address of the repository. */
  readonly server: string;
  readonly name: string;
  readonly key: Verifier;
  /** As SigLevel has it: `Required`, or `Required DatabaseOptional`. */
  readonly databases: "signed" | "optional";
};

/**
 * Reads a repository over HTTP as pacman does (libalpm's dload.c and be_sync.c): the database by its well-known name,
 * its signature beside where redirects led, then every package with its size, digest and signature.
 * Throws where pacman would refuse any of it.
 */
export async function readersView(reading: Reading): Promise<View> {
  const [db, files] = await Promise.all([databaseOf(reading, "db"), databaseOf(reading, "files")]);
  const listed = new Map(
    [...(db ?? []), ...(files ?? [])].map((each) => [`${each.file} ${each.sha256}`, each]),
  );
  for (const each of listed.values()) await requirePackage(reading, each);
  return { db: db && listOf(db), files: files && listOf(files) };
}

type Listed = { readonly name: string; readonly version: string; readonly file: string } & {
  readonly bytes: number;
  readonly sha256: string;
};

async function databaseOf(
  { server, name, key, databases }: Reading,
  kind: "db" | "files",
): Promise<readonly Listed[] | null> {
  const found = await get(`${server}/${name}.${kind}`);
  if (found === null) return null;
  const signature = await get(`${found.url}.sig`);
  if (signature !== null) {
    assert.ok(await key.madeBy(found.bytes, signature.bytes), `${found.url}: its signature is invalid`);
  } else assert.equal(databases, "optional", `${found.url}.sig is missing`);
  return await packagesIn(found.bytes);
}

async function packagesIn(database: Buffer): Promise<readonly Listed[]> {
  const listed: Listed[] = [];
  for await (const member of readTar(decompress(Readable.from([database])), LIMITS)) {
    if (!member.path.endsWith("/desc")) continue;
    const desc = Buffer.concat(await Array.fromAsync(member.body)).toString();
    const value = (field: string) => new RegExp(`%${field}%\n(.*)\n`).exec(desc)?.[1] ?? "";
    const [name, version, file, sha256] = [
      value("NAME"),
      value("VERSION"),
      value("FILENAME"),
      value("SHA256SUM"),
    ];
    listed.push({ name, version, file, sha256, bytes: Number(value("CSIZE")) });
  }
  return listed;
}

const LIMITS = { members: 10_000, memberBytes: 2 ** 20, totalBytes: 2 ** 30 };

async function requirePackage({ server, key }: Reading, listed: Listed): Promise<void> {
  const [found, signature] = await Promise.all([
    get(`${server}/${listed.file}`),
    get(`${server}/${listed.file}.sig`),
  ]);
  assert.ok(found && signature, `${server}/${listed.file} or its signature is missing`);
  assert.equal(found.bytes.length, listed.bytes);
  assert.equal(createHash("sha256").update(found.bytes).digest("hex"), listed.sha256);
  assert.ok(await key.madeBy(found.bytes, signature.bytes), `${listed.file}: its signature is invalid`);
}

/** null: not there. `url`: where redirects led. */
async function get(url: string): Promise<{ readonly url: string; readonly bytes: Buffer } | null> {
  const response = await fetch(url);
  const bytes = Buffer.from(await response.arrayBuffer());
  // 403 where nobody may list: there, what is absent looks forbidden.
  if (response.status === 404 || response.status === 403) return null;
  assert.equal(response.status, 200, url);
  return { url: response.url, bytes };
}

function listOf(packages: readonly Listed[]): readonly string[] {
  return packages.map(({ name, version }) => `${name} ${version}`).sort();
}
