import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  clientsView,
  NOW,
  publishingWorld,
  REPOSITORY,
  repairOf,
} from "../../../../test/publishing-world.ts";
import { bytesOf, publishedWith, signingWith } from "../../../../test/signed-publications.ts";
import { repairWith, twoPublications } from "../../../../test/signed-repairs.ts";
import { signerFor } from "../../../../test/signing-keys.ts";
import { readPublished, repairStore, verifyStore } from "../index.ts";
import { stateCopyKey } from "../state/state-copies.ts";

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

test("the copy of a signed state is made again, since without it a lost state cannot be told from a forged one", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const state = await twoPublications(world, signingWith(key));
  const copy = stateCopyKey(state);
  const before = await bytesOf(world, copy);
  for (const damage of [
    () => rm(path.join(world.root, copy)),
    () => writeFile(path.join(world.root, copy), "x"),
  ]) {
    await damage();
    const { problems } = await verifyStore(world.store, { repositoryName: REPOSITORY });
    assert.deepEqual(
      problems.map((one) => one.key),
      [copy],
    );
    const { repaired, problems: left } = await repairWith(world, key);
    assert.deepEqual([repaired, left], [[`${copy} is the copy of the state again`], []]);
    assert.deepEqual(await bytesOf(world, copy), before);
  }
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
  // On the day that it was made, whose version is taken.
  const { repaired, problems, state: after } = await repairWith(world, key, { now: NOW });
  assert.match(repaired.join(), /shelf-keyring was written anew/);
  assert.deepEqual([problems, after?.generation], [[], state.generation + 1]);
  assert.equal((await clientsView(world.root))[1], `${old}.1`);
});
