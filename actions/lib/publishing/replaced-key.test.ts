import assert from "node:assert/strict";
import { cp, rm } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import {
  backdate,
  clientsView,
  type PublishingWorld,
  publishingWorld,
} from "../../../test/publishing-world.ts";
import { beforeWrites, publishedWith, signingWith } from "../../../test/signed-publications.ts";
import { genuinePublication, repairWith, twoPublications } from "../../../test/signed-repairs.ts";
import {
  daysFrom,
  lockedAway,
  revokedSubkey,
  signerFor,
  signingKey,
  withNewSubkey,
} from "../../../test/signing-keys.ts";
import { openSigner, type Signer } from "../signing/index.ts";
import { openStore } from "../store/index.ts";

const NOW = new Date();

async function open(armoredKey: string, now = NOW): Promise<Signer> {
  return await openSigner({ armoredKey: await lockedAway(armoredKey), passphrase: null, now });
}

/** The repository as it was, all of it signed by this key, so that a publication goes on from it. */
async function assertSignedBy(world: PublishingWorld, key: Signer): Promise<void> {
  assert.ok(await genuinePublication(world, key));
  assert.equal((await clientsView(world.root))[0], "alpha 2-1");
  await publishedWith(world, { signing: signingWith(key), version: "3-1" });
}

test("another primary key signs everything again only where a person names the one that it has replaced", async () => {
  await using world = await publishingWorld();
  const [old, key, third] = [await signerFor(), await signerFor({ name: "New" }), await signerFor()];
  const { publication } = await twoPublications(world, signingWith(old));
  const named = (signedBy: string | null) => repairWith(world, key, { signedBy });
  await assert.rejects(named(null), {
    code: "signature",
    message: /Nothing was signed.*--signed-by FINGERPRINT/,
  });
  await assert.rejects(named(third.primaryFingerprint), { code: "key-missing" });
  assert.equal(await genuinePublication(world, old), publication);
  const { repaired, problems } = await named(old.primaryFingerprint);
  assert.match(repaired.join(), new RegExp(`everything is signed by ${key.primaryFingerprint}`));
  assert.deepEqual(problems, []);
  await assertSignedBy(world, key);
});

test("a state that is lost as well is found by the key that a person names", async () => {
  await using world = await publishingWorld();
  const [old, key] = [await signerFor(), await signerFor({ name: "New" })];
  await twoPublications(world, signingWith(old));
  await rm(path.join(world.root, "state.json"));
  await assert.rejects(repairWith(world, key), { code: "unproven", message: /--signed-by FINGERPRINT/ });
  const { problems } = await repairWith(world, key, { signedBy: old.primaryFingerprint });
  assert.deepEqual(problems, []);
  await assertSignedBy(world, key);
});

test("what a subkey signed before it expired is signed again by the next one, without a question", async () => {
  await using world = await publishingWorld();
  const created = daysFrom(NOW, -40);
  const subkeys = [{ seconds: 30 * 86_400 }, { created: daysFrom(NOW, -1) }];
  const armoredKey = await signingKey({ created, primary: "with its secret", subkeys });
  const [old, key] = [await open(armoredKey, daysFrom(NOW, -20)), await open(armoredKey)];
  assert.notEqual(old.fingerprint, key.fingerprint);
  await twoPublications(world, signingWith(signedAt(old, daysFrom(NOW, -20))));
  await assert.rejects(publishedWith(world, { signing: signingWith(key), version: "3-1" }), {
    code: "signature",
  });
  const { problems } = await repairWith(world, key);
  assert.deepEqual(problems, []);
  await assertSignedBy(world, key);
});

/** A signer as it was at a date, whatever the story's own. */
function signedAt(signer: Signer, date: Date): Signer {
  return { ...signer, sign: (content) => signer.sign(content, date) };
}

test("what a revoked subkey has signed counts only where a person says so", async () => {
  await using world = await publishingWorld();
  const made = await signingKey({ primary: "with its secret", created: daysFrom(NOW, -5) });
  const old = await open(made);
  await twoPublications(world, signingWith(old));
  const key = await open(await revokedSubkey(await withNewSubkey(made)));
  assert.equal(old.primaryFingerprint, key.primaryFingerprint);
  assert.notEqual(old.fingerprint, key.fingerprint);
  await assert.rejects(repairWith(world, key), { code: "signature", message: /Nothing was signed/ });
  const { problems } = await repairWith(world, key, { signedBy: old.fingerprint });
  assert.deepEqual(problems, []);
  await assertSignedBy(world, key);
});

test("a repair with another key that is cut off at any write is finished by the next one", async () => {
  await using story = await publishingWorld();
  const [old, key] = [await signerFor(), await signerFor({ name: "New" })];
  await twoPublications(story, signingWith(old, { redirectsWork: async () => true }));
  await backdate(story.root);
  const signedBy = old.primaryFingerprint;
  let writes = Number.POSITIVE_INFINITY;
  for (let cut = 0; cut < writes; cut++) {
    const { folder } = story;
    await cp(path.join(folder, "public"), path.join(folder, String(cut)), {
      recursive: true,
      preserveTimestamps: true,
    });
    const root = path.join(folder, String(cut));
    const store = await openStore({ kind: "directory", path: String(cut) }, { folder });
    const world = { ...story, root, store };
    let seen = 0;
    const cutting = beforeWrites(store, () => {
      if (seen++ === cut) throw new Error("cut");
    });
    const isCut = await repairWith({ ...world, store: cutting }, key, { signedBy }).then(
      () => false,
      ({ message }) => message === "cut",
    );
    if (!isCut) writes = cut;
    await backdate(root);
    const { problems } = await repairWith(world, key, { signedBy });
    assert.deepEqual(problems, [], `cut at write ${cut}`);
    assert.ok(await genuinePublication(world, key));
    assert.equal((await clientsView(root))[0], "alpha 2-1");
  }
  assert.ok(writes > 8, `${writes} writes`);
});
