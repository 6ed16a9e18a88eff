import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  evilPackage,
  forgedManifest,
  manifestOf,
  overwrite,
  plant,
  plantState,
} from "../../../../test/bucket-writer.ts";
import { clientsView, publishingWorld, REPOSITORY } from "../../../../test/publishing-world.ts";
import { beforeWrites, bytesOf, publishedWith, signingWith } from "../../../../test/signed-publications.ts";
import { genuinePublication, repairWith, twoPublications } from "../../../../test/signed-repairs.ts";
import { signerFor } from "../../../../test/signing-keys.ts";
import type { Manifest } from "../../documents/index.ts";
import { prune, readPublished, verifyStore } from "../index.ts";
import { stateCopyKey } from "./state-copies.ts";

const verify = { repositoryName: REPOSITORY };

for (const [what, isOurs, signedBy] of [
  ["with our key's name and no signature", true, null],
  ["signed by their own key", false, "theirs"],
  ["signed by nobody", false, null],
] as const) {
  test(`a state that somebody else wrote, ${what}, gives way to ours (case 73)`, async () => {
    await using world = await publishingWorld();
    const [key, other] = [await signerFor(), await signerFor({ name: "Somebody" })];
    const state = await twoPublications(world, signingWith(key));
    const evil = await evilPackage(world);
    const signedPackage = signedBy === null ? null : other.fingerprint;
    const manifest = await forgedManifest(world, state, (one) => ({
      ...one,
      ...evil,
      signedBy: signedPackage,
    }));
    const theirs =
      signedBy === null ? null : { primary: other.primaryFingerprint, subkey: other.fingerprint };
    await plantState(world, {
      state: isOurs ? state : { ...state, signedBy: theirs },
      manifest,
      signer: signedBy === null ? null : other,
    });
    if (signedBy !== null) await overwrite(world, `${REPOSITORY}.asc`, Buffer.from(other.publicKey));

    const trust = { key, mayBeUnsigned: false };
    const found = await verifyStore(world.store, { ...verify, trust });
    assert.ok(
      found.problems.some(({ key: name, problem }) => name === "state.json" && problem === "wrong signature"),
    );
    await repairWith(world, key);
    assert.equal(await genuinePublication(world, key), state.publication);
    assert.equal((await clientsView(world.root))[0], "alpha 2-1");
  });
}

test("nor is their key taken because a person named another one that they have not", async () => {
  await using world = await publishingWorld();
  const [old, key, other] = [await signerFor(), await signerFor(), await signerFor({ name: "Somebody" })];
  const state = await twoPublications(world, signingWith(old));
  const evil = await evilPackage(world);
  const manifest = await forgedManifest(world, state, (one) => ({
    ...one,
    ...evil,
    signedBy: other.fingerprint,
  }));
  const theirs = { primary: other.primaryFingerprint, subkey: other.fingerprint };
  await plantState(world, { state: { ...state, signedBy: theirs }, manifest, signer: other });
  const asc = await bytesOf(world, `${REPOSITORY}.asc`);
  await overwrite(world, `${REPOSITORY}.asc`, Buffer.from(other.publicKey));
  await assert.rejects(repairWith(world, key), {
    code: "signature",
    message: /Nothing was signed.*--signed-by/,
  });
  const signedBy = old.primaryFingerprint;
  await assert.rejects(repairWith(world, key, { signedBy }), {
    code: "key-missing",
    message: new RegExp(`is not the public key ${signedBy}.*gpg --armor --export`),
  });
  await overwrite(world, `${REPOSITORY}.asc`, asc);
  const { problems } = await repairWith(world, key, { signedBy });
  assert.deepEqual(problems, []);
  assert.equal((await clientsView(world.root))[0], "alpha 2-1");
});

test("the sibling repository of branch heads, signed by the same key, is never taken for the reviewed one", async () => {
  await using world = await publishingWorld();
  await using heads = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const reviewed = await bytesOf(world, "state.json");
  const ofHeads = { ...(await twoPublications(heads, signingWith(key))), repository: `${REPOSITORY}-heads` };
  await plantState(heads, { state: ofHeads, manifest: await manifestOf(heads, ofHeads), signer: key });
  for await (const { key: object } of heads.store.list("")) {
    if (object.startsWith(REPOSITORY)) continue;
    await overwrite(world, object, await bytesOf(heads, object));
  }
  const { publication, generation } = ofHeads;
  await overwrite(world, stateCopyKey({ publication, generation }), await bytesOf(heads, "state.json"));
  const trust = { key, mayBeUnsigned: false };
  const refused = { code: "other-repository", message: /holds the repository shelf-heads/ } as const;
  await assert.rejects(readPublished(world.store, REPOSITORY, trust), refused);
  await assert.rejects(readPublished(world.store, REPOSITORY), refused);
  await assert.rejects(verifyStore(world.store, { ...verify, trust }), refused);
  await repairWith(world, key);
  assert.equal(await genuinePublication(world, key), state.publication);
  assert.deepEqual(await bytesOf(world, "state.json"), reviewed);
});

test("a manifest that somebody planted takes no state's place, and verify says what it is", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const onPlanted = async (planted: Manifest) => {
    const later = { ...planted, generation: planted.generation + 1, publication: "fedcba9876543210" };
    const { generation, publication } = planted;
    const address = { key: await plant(world, planted), sha256: "0".repeat(64) };
    return await plant(world, { ...later, previous: { generation, publication, manifest: address } });
  };
  const name = await onPlanted(await forgedManifest(world, state, (one) => one));
  const { repaired, problems, notes } = await repairWith(world, key);
  assert.deepEqual([repaired, notes.filter((note) => !note.includes("no publication names"))], [[], []]);
  assert.deepEqual(
    problems.map(({ key: object, problem }) => [object, problem]),
    [[name, "newer"]],
  );
  assert.match(problems[0]?.message ?? "", /this key has signed no state of it.*Delete it/);
  assert.equal(await genuinePublication(world, key), state.publication);
});

test("a publication that lost its race takes no state's place because its database is served", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const signing = signingWith(key);
  await publishedWith(world, { signing, version: "1-1" });
  const killed = beforeWrites(world.store, (_, write) => {
    if (write === "swap") throw new Error("killed");
  });
  await assert.rejects(publishedWith(world, { signing, version: "9-1", store: killed }), /killed/);
  const { state } = await publishedWith(world, { signing, version: "2-1" });
  for await (const { key: object } of world.store.list("gen/1-")) {
    if (!object.endsWith(`${REPOSITORY}.db`) || object.startsWith(state.database)) continue;
    await overwrite(world, `${REPOSITORY}.db`, await bytesOf(world, object));
  }
  assert.equal((await clientsView(world.root))[0], "alpha 9-1");
  await repairWith(world, key);
  assert.equal(await genuinePublication(world, key), state.publication);
  assert.equal((await clientsView(world.root))[0], "alpha 2-1");
});

test("when later publications were taken away, a repair says that it cannot know", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  await rm(path.join(world.root, stateCopyKey(state)));
  await rm(path.join(world.root, "state.json"));
  const { notes } = await repairWith(world, key);
  assert.match(
    notes.join("\n"),
    /generation 0, published .* newest that is proven.*can take a later one away/,
  );
  assert.match(
    notes.join("\n"),
    new RegExp(`${state.manifest.key}, .* was passed over: this key never signed`),
  );
});

test("what goes is never decided by a state that the key has not signed (case 73)", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const empty = { ...(await forgedManifest(world, state, (one) => one)), previous: null, entries: [] };
  await plantState(world, { state, manifest: empty, signer: null });
  const request = { store: world.store, repositoryName: REPOSITORY, keepSeconds: 0, runs: null };
  const pruning = (trust: { key: typeof key | null; mayBeUnsigned: boolean }) =>
    prune({
      ...{ ...request, trust, isDeletion: true, progress: () => {} },
      now: new Date(Date.now() + 40 * 86_400_000),
    });
  await assert.rejects(pruning({ key, mayBeUnsigned: false }), { code: "signature" });
  await assert.rejects(pruning({ key: null, mayBeUnsigned: true }), { code: "key-missing" });
  await repairWith(world, key);
  const { deleted } = await pruning({ key, mayBeUnsigned: false });
  assert.ok(deleted.includes(`states/0-${await firstPublication(deleted)}.json`));
  assert.deepEqual(
    (await verifyStore(world.store, { ...verify, trust: { key, mayBeUnsigned: false } })).problems,
    [],
  );
});

async function firstPublication(deleted: readonly string[]): Promise<string | undefined> {
  return deleted.flatMap((name) => /^manifests\/0-([0-9a-f]+)\.json$/.exec(name)?.[1] ?? [])[0];
}
