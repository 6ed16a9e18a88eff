import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { clientsView, publishingWorld, REPOSITORY, repairOf } from "../../../test/publishing-world.ts";
import { bytesOf, publishedWith, signingWith } from "../../../test/signed-publications.ts";
import { repairWith, twoPublications } from "../../../test/signed-repairs.ts";
import { signerFor } from "../../../test/signing-keys.ts";
import { readPublished, repairStore, verifyStore } from "./index.ts";

test("a lost state of a signed repository is made anew only with its key, and signed (case 73)", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key, { redirectsWork: async () => true }));
  const before = await bytesOf(world, "state.json");
  await rm(path.join(world.root, "state.json"));
  const unsigned = repairStore(world.store, repairOf());
  await assert.rejects(unsigned, { code: "key-missing", message: /AUTOREPO_SIGNING_KEY/ });
  const { problems, notes } = await repairWith(world, key);
  assert.deepEqual(problems, []);
  assert.match(
    notes.join(),
    /generation 1, published 2026-11-22T12:00:00.000Z, is the newest that is proven/,
  );
  assert.deepEqual((await readPublished(world.store, REPOSITORY))?.state, state);
  assert.deepEqual(await bytesOf(world, "state.json"), before);
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
  assert.deepEqual((await repairWith(world, key)).repaired, [`${REPOSITORY}.asc is the public key again`]);
  assert.deepEqual(await lost(), []);
  const old = (await clientsView(world.root)).find((one) => one.startsWith("shelf-keyring"));
  for await (const { key: object } of world.store.list("shelf-keyring-")) await world.store.delete(object);
  const { repaired, problems, state: after } = await repairWith(world, key);
  assert.match(repaired.join(), /shelf-keyring was written anew/);
  assert.deepEqual([problems, after?.generation], [[], state.generation + 1]);
  assert.equal((await clientsView(world.root))[1], `${old}.1`);
});
