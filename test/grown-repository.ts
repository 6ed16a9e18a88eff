import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { type PackageContents, readPackage } from "../actions/lib/archive/index.ts";
import {
  type Manifest,
  type Metadata,
  type PublishedEntry,
  type State,
  writeDocument,
  writeManifest,
} from "../actions/lib/documents/index.ts";
import type { Entry } from "../actions/lib/packages-yaml/packages-yaml.ts";
import { type Published, publish } from "../actions/lib/publishing/index.ts";
import { databaseEntry, type WrittenDatabases, writeDatabases } from "../actions/lib/repository/index.ts";
import { armoredSignature, type Signer } from "../actions/lib/signing/index.ts";
import type { Headers, Store } from "../actions/lib/store/index.ts";
import { collected, entryOf, type PublishingWorld, REPOSITORY, requestOf } from "./publishing-world.ts";
import { signingWith } from "./signed-publications.ts";

const FILES_PER_PACKAGE = 100;
const HEADERS: Headers = { contentType: "application/octet-stream", cacheControl: "no-cache" };

/**
 * Fills the world's store with a signed repository of `count` packages: one is really published, the others are its likenesses
 * in the databases, the manifest and the state. Their files are not there; whoever publishes another one never asks for them.
 */
export async function growRepository(
  world: PublishingWorld,
  { count, key }: { readonly count: number; readonly key: Signer },
): Promise<readonly Entry[]> {
  const names = Array.from({ length: count }, (_, at) => `package-${at}`);
  const entries = names.map((name) => entryOf(name));
  const [first = "", ...others] = names;
  const { seed, contents } = await publishFirst(world, { entry: entryOf(first), key });
  const likenesses = others.map((name) => likenessOf(contents, name));
  const databases = await writeDatabases({
    name: REPOSITORY,
    base: await world.store.stream(`${REPOSITORY}.files`),
    keep: () => true,
    add: likenesses.map((one) => databaseEntry(one, objectOf(one))),
    folder: world.folder,
  });
  const manifest = grownManifest(seed, { likenesses, databases });
  await place(world.store, manifest.database, databases);
  await commit(world.store, { ...seed, manifest }, key);
  return entries;
}

type Seed = Pick<Published, "state" | "manifest">;

async function publishFirst(
  world: PublishingWorld,
  { entry, key }: { readonly entry: Entry; readonly key: Signer },
): Promise<{ readonly seed: Seed; readonly contents: PackageContents }> {
  const one = { pkgname: entry.name, version: "1.0-1", lines: PACKAGE_LINES };
  const result = await collected(world, { entry, packages: [one] });
  const [built] = result.result.packages;
  const request = { results: [result], signing: signingWith(key), now: new Date() };
  const seed = await publish(requestOf(world.store, [entry], request));
  return { seed, contents: await readPackage(join(result.folder, "packages", built?.file ?? "")) };
}

/** As long as those of an ordinary package. */
const PACKAGE_LINES = [
  "pkgdesc = One of many packages, described in a line",
  "url = https://example.org/one-of-many",
  "packager = Some One <some@example.org>",
  "license = MIT",
  ...["glibc", "gcc-libs", "bash", "zlib", "openssl>=3", "libxcb"].map((name) => `depend = ${name}`),
  ...["cmake", "git", "ninja"].map((name) => `makedepend = ${name}`),
];

function likenessOf(contents: PackageContents, pkgname: string): PackageContents {
  const files = Array.from(
    { length: FILES_PER_PACKAGE },
    (_, at) => `usr/share/${pkgname}/folder/file-${at}`,
  );
  return {
    ...contents,
    sha256: digest(pkgname),
    info: { ...contents.info, pkgname, pkgbase: pkgname },
    files,
  };
}

function objectOf({ info, sha256 }: PackageContents): string {
  return `${info.pkgname}-${info.version}-any.${sha256.slice(0, 8)}.pkg.tar.zst`;
}

function grownManifest(
  { state, manifest }: Seed,
  grown: { readonly likenesses: readonly PackageContents[]; readonly databases: WrittenDatabases },
): Manifest {
  const { db, files } = grown.databases;
  const { generation, publication } = state;
  const [like] = manifest.entries.filter(({ entry }) => entry === "package-0");
  if (like === undefined) throw new Error("the first package was not published");
  const added = grown.likenesses.map((one) => grownEntry(like, one));
  const id = randomBytes(8).toString("hex");
  const versions = grown.likenesses.map(({ info }) => [info.pkgname, info.version] as const);
  return {
    ...manifest,
    generation: generation + 1,
    publication: id,
    database: `gen/${generation + 1}-${id}/`,
    databases: { db: stored(db), files: stored(files) },
    previous: {
      generation,
      publication,
      manifest: { key: state.manifest.key, sha256: state.manifest.sha256 },
    },
    entries: [...manifest.entries, ...added].sort((one, two) => (one.entry < two.entry ? -1 : 1)),
    highest: { ...manifest.highest, ...Object.fromEntries(versions) },
  };
}

function grownEntry(like: PublishedEntry, contents: PackageContents): PublishedEntry {
  const { pkgname } = contents.info;
  const built = like.built && {
    ...like.built,
    entry: pkgname,
    key: digest(`key of ${pkgname}`),
    tree: digest(`tree of ${pkgname}`).slice(0, 40),
    packages: like.built.packages.map((one) => ({
      ...one,
      pkgname,
      object: objectOf(contents),
      sha256: contents.sha256,
    })),
  };
  return { ...like, entry: pkgname, built, metadata: metadataOf(contents, built?.tree ?? "") };
}

function metadataOf({ info }: PackageContents, tree: string): Metadata {
  const { pkgname, pkgbase, version, depends, provides, conflicts, makedepends, checkdepends } = info;
  const sources = [`https://example.org/${pkgname}/releases/${pkgname}-1.0.tar.gz`, `${pkgname}.desktop`];
  const packages = [{ pkgname, depends, provides, conflicts }];
  return { tree, pkgbase, version, packages, makedepends, checkdepends, sources };
}

function stored({ sha256, bytes }: WrittenDatabases["db"]): Manifest["databases"]["db"] {
  return { sha256, bytes };
}

async function place(store: Store, folder: string, { db, files }: WrittenDatabases): Promise<void> {
  for (const [kind, body] of Object.entries({ files, db })) {
    const name = `${REPOSITORY}.${kind}`;
    await store.put(folder + name, body, HEADERS);
    await store.put(name, body, { ...HEADERS, redirect: folder + name });
  }
}

async function commit(store: Store, { state, manifest }: Seed, key: Signer): Promise<void> {
  const address = `manifests/${manifest.generation}-${manifest.publication}.json`;
  const text = writeManifest(manifest, address);
  await store.put(address, text, HEADERS);
  const { generation, publication, database } = manifest;
  const named = { key: address, sha256: digest(text), bytes: text.length };
  const grown: State = { ...state, generation, publication, database, manifest: named };
  const written = writeDocument(grown);
  const signature = await armoredSignature(await key.sign(Buffer.from(written), new Date(grown.time)));
  await store.put("state.json", Buffer.from(writeDocument({ state: written, signature })), HEADERS);
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
