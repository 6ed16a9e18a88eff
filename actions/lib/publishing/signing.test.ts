import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "node:test";
import {
  clientsView,
  NOW,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
} from "../../../test/publishing-world.ts";
import {
  beforeWrites,
  bytesOf,
  packagesOf,
  publishedWith,
  signingWith,
} from "../../../test/signed-publications.ts";
import { daysFrom, signerFor, signingKey } from "../../../test/signing-keys.ts";
import { openSigner, type Signer } from "../signing/index.ts";
import { keyringName, publicKeyName, readPublished, signatureKey } from "./index.ts";

const KEYRING = keyringName(REPOSITORY);
const created = daysFrom(NOW, -5);

test("with a key every package, the state, and the keyring package are signed", async () => {
  await using world = await publishingWorld();
  const key = await signerFor({ created }, NOW);
  const publication = await publishedWith(world, { signing: signingWith(key), version: "1.0-1" });
  assert.deepEqual(publication.state.signedBy, { primary: key.primaryFingerprint, subkey: key.fingerprint });
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1", `${KEYRING} 20261122-1`]);
  for (const { object, signedBy } of packagesOf(publication)) {
    assert.equal(signedBy, key.fingerprint);
    const signature = await bytesOf(world, signatureKey(object));
    assert.ok(await key.verifies(await bytesOf(world, object), signature), object);
  }
  assert.equal(Buffer.from(await bytesOf(world, publicKeyName(REPOSITORY))).toString(), key.publicKey);
  const names = await readdir(world.root, { recursive: true });
  assert.deepEqual(
    names.filter((name) => name.endsWith(".db.sig") || name.endsWith(".files.sig")),
    [],
  );
  const trust = { key, mayBeUnsigned: false };
  assert.deepEqual((await readPublished(world.store, REPOSITORY, trust))?.state, publication.state);
});

test("databases are signed in their generation's folder where the first publication saw redirects work", async () => {
  await using world = await publishingWorld();
  const key = await signerFor({ created }, NOW);
  let asked = 0;
  const redirectsWork = async () => ++asked > 0;
  const first = await publishedWith(world, {
    signing: signingWith(key, { redirectsWork }),
    version: "1.0-1",
  });
  const second = await publishedWith(world, { signing: signingWith(key), version: "1.0-2" });
  assert.deepEqual([first.state.databaseSigned, second.state.databaseSigned, asked], [true, true, 1]);
  for (const { state } of [first, second]) {
    for (const name of [`${REPOSITORY}.db`, `${REPOSITORY}.files`]) {
      const database = state.database + name;
      const signature = await bytesOf(world, signatureKey(database));
      assert.ok(await key.verifies(await bytesOf(world, database), signature), database);
      assert.equal(await world.store.stat(signatureKey(name)), null, "pacman takes it beside the target");
    }
  }
});

test("publishing the same again with the same key changes nothing", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor({ created }, NOW));
  await publishedWith(world, { signing, version: "1.0-1" });
  const writes: string[] = [];
  const store = beforeWrites(world.store, (key) => void writes.push(key));
  const again = await publishedWith(world, { signing, version: null, store });
  assert.deepEqual([again.outcome, writes], ["unchanged", []]);
});

test("a signature that is there and verifies is kept, one of another key is not", async () => {
  for (const isOwn of [true, false]) {
    await using world = await publishingWorld();
    const key = await signerFor({ created }, NOW);
    const other = await signerFor({ created }, NOW);
    const { object, content } = await builtObject(world);
    const earlier = await (isOwn ? key : other).sign(content, daysFrom(NOW, -1));
    const headers = { contentType: "x/y", cacheControl: "no-cache" } as const;
    await world.store.put(signatureKey(object), earlier, headers);
    await publishedWith(world, { signing: signingWith(key), version: "1.0-1" });
    const now = await bytesOf(world, signatureKey(object));
    assert.equal(Buffer.from(now).equals(earlier), isOwn);
    assert.ok(await key.verifies(content, now));
  }
});

/** The name in the store of what `published` builds, which is the same every time, and its bytes. */
async function builtObject(world: PublishingWorld) {
  await using elsewhere = await publishingWorld();
  const signing = signingWith(null, { mayBeUnsigned: true });
  const [one] = packagesOf(await publishedWith(elsewhere, { signing, version: "1.0-1" }));
  assert.ok(one && world);
  return { object: one.object, content: await bytesOf(elsewhere, one.object) };
}

test("a folder's repository becomes signed by its first key, all of it, and does not go back", async () => {
  await using world = await publishingWorld();
  const unsigned = signingWith(null, { mayBeUnsigned: true });
  const before = await publishedWith(world, { signing: unsigned, version: "1.0-1" });
  assert.equal(before.state.signedBy, null);
  const key = await signerFor({ created }, NOW);
  const after = await publishedWith(world, {
    signing: signingWith(key, { mayBeUnsigned: true }),
    version: null,
  });
  assert.equal(after.outcome, "committed");
  assert.match(
    after.notes.join("\n"),
    /1 package that was unsigned is signed now, by [0-9A-F]{40}.*trust shelf\.asc and write `SigLevel = Required D/,
  );
  for (const { object, signedBy } of packagesOf(after)) {
    assert.equal(signedBy, key.fingerprint);
    assert.ok(await key.verifies(await bytesOf(world, object), await bytesOf(world, signatureKey(object))));
  }
  await assert.rejects(publishedWith(world, { signing: unsigned, version: "1.0-2" }), {
    code: "key-missing",
    message: /is signed by [0-9A-F]{40}: set AUTOREPO_SIGNING_KEY/,
  });
});

test("a new subkey signs again what the old one signed, from what the store holds", async () => {
  await using world = await publishingWorld();
  const [old, next] = await twoSubkeys();
  const first = await publishedWith(world, {
    signing: signingWith(old, { redirectsWork: async () => true }),
    version: "1.0-1",
  });
  const second = await publishedWith(world, { signing: signingWith(next), version: null });
  assert.deepEqual([second.outcome, second.state.generation], ["committed", first.state.generation + 1]);
  assert.equal(second.state.signedBy?.subkey, next.fingerprint);
  for (const { object, signedBy } of packagesOf(second)) {
    assert.equal(signedBy, next.fingerprint);
    assert.ok(await next.verifies(await bytesOf(world, object), await bytesOf(world, signatureKey(object))));
  }
  const { database } = second.state;
  const signature = await bytesOf(world, signatureKey(`${database}${REPOSITORY}.db`));
  assert.ok(await next.verifies(await bytesOf(world, `${database}${REPOSITORY}.db`), signature));
});

/** Two signers of one key: as it is a week before the older subkey ends, and before that. */
async function twoSubkeys(): Promise<readonly [Signer, Signer]> {
  const subkeys = [{ seconds: 25 * 86_400 }, { created: daysFrom(NOW, -1) }];
  const armoredKey = await signingKey({ created, subkeys });
  const opened = (now: Date) => openSigner({ armoredKey, passphrase: null, now });
  const [old, next] = [await opened(NOW), await opened(daysFrom(NOW, 10))];
  assert.notEqual(old.fingerprint, next.fingerprint);
  return [old, next];
}

test("a package that was changed in the store is not signed again", async () => {
  await using world = await publishingWorld();
  const [old, next] = await twoSubkeys();
  const first = await publishedWith(world, { signing: signingWith(old), version: "1.0-1" });
  const { object } = packagesOf(first).find(({ pkgname }) => pkgname === "alpha") ?? {};
  assert.ok(object);
  const bytes = Buffer.from(await bytesOf(world, object));
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  await world.store.put(object, bytes, { contentType: "x/y", cacheControl: "immutable" });
  const before = await bytesOf(world, signatureKey(object));
  await assert.rejects(publishedWith(world, { signing: signingWith(next), version: null }), {
    code: "corrupt",
  });
  assert.deepEqual(await bytesOf(world, signatureKey(object)), before);
});
