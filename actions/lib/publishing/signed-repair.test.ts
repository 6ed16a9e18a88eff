import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  clientsView,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  repairOf,
} from "../../../test/publishing-world.ts";
import { bytesOf, publishedWith, signingWith } from "../../../test/signed-publications.ts";
import { signerFor } from "../../../test/signing-keys.ts";
import type { Manifest, PublishedPackage, State } from "../documents/index.ts";
import { writeDocument } from "../documents/index.ts";
import type { Signer } from "../signing/index.ts";
import { type Repair, readPublished, repairStore, type Signing, signatureKey, verifyStore } from "./index.ts";
import { sha256Of } from "./state-document.ts";

const NOW = new Date();
const HEADERS = { contentType: "x", cacheControl: "no-cache" } as const;

/** alpha 1-1 and 2-1, signed. */
async function signedWorld(world: PublishingWorld, signing: Signing): Promise<State> {
  await publishedWith(world, { signing, version: "1-1" });
  return (await publishedWith(world, { signing, version: "2-1" })).state;
}

const repair = (world: PublishingWorld, signing: Signing, from: string | null = null): Promise<Repair> =>
  repairStore(world.store, repairOf({ signing, now: NOW, from }));

async function isGenuine(world: PublishingWorld, key: Signer): Promise<boolean> {
  return (await readPublished(world.store, REPOSITORY, { key, mayBeUnsigned: false })) !== null;
}

/** What somebody may write who has the bucket's keys, and not the signing key: a manifest with a package of theirs. */
async function plantedManifest(
  world: PublishingWorld,
  state: State,
  changes: Partial<PublishedPackage> = {},
): Promise<Manifest> {
  const real: Manifest = JSON.parse(Buffer.from(await bytesOf(world, state.manifest.key)).toString());
  const { generation, publication, manifest } = state;
  const bytes = Buffer.from("an evil package");
  const object = `alpha-9-1-any.${sha256Of(bytes).slice(0, 8)}.pkg.tar.zst`;
  await world.store.put(object, bytes, HEADERS);
  await world.store.put(signatureKey(object), Buffer.from("signature"), HEADERS);
  const entries = real.entries.map((entry) => {
    if (entry.entry !== "alpha" || entry.built === null) return entry;
    const evil = { object, sha256: sha256Of(bytes), bytes: bytes.length, version: "9-1", ...changes };
    return {
      ...entry,
      built: { ...entry.built, packages: entry.built.packages.map((one) => ({ ...one, ...evil })) },
    };
  });
  const previous = { generation, publication, manifest: { key: manifest.key, sha256: manifest.sha256 } };
  return { ...real, generation: generation + 1, publication: "0123456789abcdef", previous, entries };
}

async function plant({ store }: PublishingWorld, manifest: Manifest): Promise<string> {
  const key = `manifests/${manifest.generation}-${manifest.publication}.json`;
  await store.put(key, Buffer.from(writeDocument(manifest)), HEADERS);
  return key;
}

test("a lost state of a signed repository is made anew only with its key, and signed (case 73)", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const signing = signingWith(key, { redirectsWork: async () => true });
  const state = await signedWorld(world, signing);
  await rm(path.join(world.root, "state.json"));
  const unsigned = signingWith(null, { mayBeUnsigned: true });
  await assert.rejects(repair(world, unsigned), { code: "key-missing", message: /AUTOREPO_SIGNING_KEY/ });
  const { problems } = await repair(world, signing);
  assert.deepEqual(problems, []);
  assert.deepEqual((await readPublished(world.store, REPOSITORY))?.state, state);
  assert.ok(await isGenuine(world, key));
});

test("a planted manifest is never gone on from, even where a person names it", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor());
  const state = await signedWorld(world, signing);
  const planted = await plant(world, await plantedManifest(world, state));
  await rm(path.join(world.root, "state.json"));
  await assert.rejects(repair(world, signing, planted), { code: "missing", message: /no signature by/ });
  await repair(world, signing);
  assert.equal((await readPublished(world.store, REPOSITORY))?.state.publication, state.publication);
});

test("nor one whose package says that nobody has to have signed it", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor());
  const state = await signedWorld(world, signing);
  const planted = await plant(world, await plantedManifest(world, state, { signedBy: null }));
  await rm(path.join(world.root, "state.json"));
  const refusal = { code: "missing", message: /nobody signed alpha-9-1/ } as const;
  await assert.rejects(repair(world, signing, planted), refusal);
  assert.equal(await world.store.read("state.json"), null);
});

for (const [what, changes] of [
  ["is not ours", {}],
  ["was signed by nobody", { signedBy: null }],
] as const) {
  test(`a forged state is not signed as long as anything in it ${what} (case 73)`, async () => {
    await using world = await publishingWorld();
    const key = await signerFor();
    const signing = signingWith(key);
    const state = await signedWorld(world, signing);
    const real = await bytesOf(world, "state.json");
    const manifest = await plantedManifest(world, state, changes);
    const address = { key: await plant(world, manifest), ...digestOf(writeDocument(manifest)) };
    const { generation, publication } = manifest;
    const forged = writeDocument({ ...state, generation, publication, manifest: address });
    const signature = JSON.parse(Buffer.from(real).toString()).signature;
    await world.store.put("state.json", Buffer.from(writeDocument({ state: forged, signature })), HEADERS);
    await assert.rejects(repair(world, signing), { code: "signature", message: /Nothing was signed/ });
    const found = await verifyStore(world.store, { repositoryName: REPOSITORY });
    assert.ok(
      found.problems.some(({ key: name, problem }) => name === "state.json" && problem === "wrong signature"),
    );
    await world.store.put("state.json", real, HEADERS);
    assert.ok(await isGenuine(world, key));
  });
}

function digestOf(text: string): { sha256: string; bytes: number } {
  return { sha256: sha256Of(Buffer.from(text)), bytes: Buffer.byteLength(text) };
}

test("with another primary key a repair signs everything again, as a person asks it to", async () => {
  await using world = await publishingWorld();
  await signedWorld(world, signingWith(await signerFor()));
  const other = await signerFor({ name: "Another" });
  const { repaired, problems } = await repair(world, signingWith(other));
  assert.match(repaired.join(), new RegExp(`everything is signed by ${other.primaryFingerprint}`));
  assert.deepEqual(problems, []);
  assert.ok(await isGenuine(world, other));
  const [alpha] = await clientsView(world.root);
  assert.equal(alpha, "alpha 2-1");
});

test("what no build makes again a repair does: the public key and the keyring package", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const signing = signingWith(key);
  const { state } = await publishedWith(world, { signing, version: "1-1" });
  const lost = async () => (await verifyStore(world.store, { repositoryName: REPOSITORY })).problems;
  await rm(path.join(world.root, `${REPOSITORY}.asc`));
  assert.match(
    (await lost()).map(({ message }) => message).join(),
    /shelf\.asc.*`scripts\/autorepo verify --repair`/,
  );
  assert.deepEqual((await repair(world, signing)).repaired, [`${REPOSITORY}.asc is the public key again`]);
  assert.deepEqual(await lost(), []);
  const old = (await clientsView(world.root)).find((one) => one.startsWith("shelf-keyring"));
  for await (const { key: object } of world.store.list("shelf-keyring-")) await world.store.delete(object);
  const { repaired, problems, state: after } = await repair(world, signing);
  assert.match(repaired.join(), /shelf-keyring was written anew/);
  assert.deepEqual([problems, after?.generation], [[], state.generation + 1]);
  assert.equal((await clientsView(world.root))[1], `${old}.1`);
});
