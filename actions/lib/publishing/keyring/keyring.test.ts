import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import {
  backdate,
  clientsView,
  collected,
  entryOf,
  NOW,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../../../test/publishing-world.ts";
import { packagesOf, publishedWith, signingWith } from "../../../../test/signed-publications.ts";
import { daysFrom, signerFor } from "../../../../test/signing-keys.ts";
import { readPackage } from "../../archive/index.ts";
import { keyringName, type Publication, publish, readPublished } from "../index.ts";
import { type KeyringContents, keyringPackage, trustedBefore } from "./keyring-package.ts";

const KEYRING = keyringName(REPOSITORY);
const created = daysFrom(NOW, -50);

function keyringOf(publication: Publication) {
  return packagesOf(publication).find(({ pkgname }) => pkgname === KEYRING);
}

async function someContents(): Promise<KeyringContents> {
  const key = await signerFor({ created }, NOW);
  return {
    ...{ repositoryName: REPOSITORY, pkgname: KEYRING, version: "20261122-1" },
    ...{ publicKey: key.publicKeyBytes, trusted: key.primaryFingerprint, retired: [] },
  };
}

async function written({ folder }: PublishingWorld, contents: KeyringContents): Promise<string> {
  const file = path.join(folder, `${contents.pkgname}-${contents.version}-any.pkg.tar.zst`);
  await writeFile(file, await keyringPackage(contents));
  return file;
}

test("the keyring package is one that our own reader takes, with a key, who is trusted, and who no more", async () => {
  await using world = await publishingWorld();
  const contents = await someContents();
  const retired = ["A".repeat(40), "B".repeat(40)];
  const file = await written(world, { ...contents, retired });
  const { info, files, scriptlet, observations } = await readPackage(file);
  assert.deepEqual([info.pkgname, info.version, info.arch], [KEYRING, "20261122-1", "any"]);
  assert.equal(info.builddate, Date.parse("2026-11-22T00:00:00Z") / 1000);
  assert.deepEqual(info.depends, ["pacman"]);
  assert.equal(info.size, contents.publicKey.length + `${contents.trusted}:4:\n`.length + 41 * 2);
  assert.deepEqual(files.slice(-3), [
    `usr/share/pacman/keyrings/${REPOSITORY}-revoked`,
    `usr/share/pacman/keyrings/${REPOSITORY}-trusted`,
    `usr/share/pacman/keyrings/${REPOSITORY}.gpg`,
  ]);
  assert.ok(scriptlet);
  assert.ok(
    observations.every(({ kind }) => kind === "scriptlet"),
    JSON.stringify(observations),
  );
  assert.deepEqual((await trustedBefore(file)).toSorted(), [...retired, contents.trusted].toSorted());
});

test("the same keys make the same package, other contents another one", async () => {
  const contents = await someContents();
  const once = await keyringPackage(contents);
  const fingerprints = fc.array(fc.stringMatching(/^[0-9A-F]{40}$/), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(fingerprints, fc.integer({ min: 1, max: 9 }), async (retired, release) => {
      const again = await keyringPackage({ ...contents, retired, version: `20261122-${release}` });
      assert.equal(Buffer.from(again).equals(once), retired.length === 0 && release === 1);
      assert.deepEqual(await keyringPackage({ ...contents, retired, version: `20261122-${release}` }), again);
    }),
    { numRuns: 20 },
  );
});

test("the keyring package stays while the keys do, and its version only ever grows", async () => {
  await using world = await publishingWorld();
  const versions = [];
  const keys = [await signerFor({ created }, NOW), await signerFor({ created }, NOW)];
  const days = [0, 0, 1, 1, -40];
  const chosen = [0, 0, 1, 0, 1];
  for (const [turn, day] of days.entries()) {
    await backdate(world.root).catch(() => {});
    const key = keys[chosen[turn] ?? 0] ?? null;
    // Whoever changes the primary key has to say so once: `verify --repair`.
    const published = await readPublished(world.store, REPOSITORY);
    const signing = signingWith(
      key && { ...key, madeBy: async () => published?.state.signedBy?.subkey ?? null },
    );
    const now = daysFrom(NOW, day);
    versions.push(keyringOf(await publish(requestOf(world.store, [], { signing, now })))?.version);
  }
  assert.deepEqual(versions, ["20261122-1", "20261122-1", "20261123-1", "20261123-1.1", "20261123-1.2"]);
});

test("a primary key that was replaced is no longer trusted by who gets the new one", async () => {
  await using world = await publishingWorld();
  const [first, second] = [await signerFor({ created }, NOW), await signerFor({ created }, NOW)];
  await publishedWith(world, { signing: signingWith(first), version: "1.0-1" });
  const trusting = { ...second, madeBy: async () => first.fingerprint };
  const { object } =
    keyringOf(await publishedWith(world, { signing: signingWith(trusting), version: null })) ?? {};
  const known = await trustedBefore(path.join(world.root, object ?? ""));
  assert.deepEqual(known.toSorted(), [first.primaryFingerprint, second.primaryFingerprint].toSorted());
});

test("a keyring package that is gone does not keep the next key from clients", async () => {
  await using world = await publishingWorld();
  const [first, second] = [await signerFor({ created }, NOW), await signerFor({ created }, NOW)];
  const lost = keyringOf(await publishedWith(world, { signing: signingWith(first), version: "1.0-1" }));
  await world.store.delete(lost?.object ?? "");
  const trusting = signingWith({ ...second, madeBy: async () => first.fingerprint });
  const { notes } = await publishedWith(world, { signing: trusting, version: null });
  assert.match(notes.join("\n"), /cannot be told to clients as retired: .*is gone/);
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1", `${KEYRING} 20261122-1.1`]);
});

test("removing every other package leaves the keyring package where it is", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor({ created }, NOW));
  const first = await publishedWith(world, { signing, version: "1.0-1" });
  await backdate(world.root);
  const plannedOn = first.state;
  const gone = publish(requestOf(world.store, [], { signing, plannedOn }));
  await assert.rejects(gone, { code: "removal", message: /1 of 1 published names/ });
  const removed = await publish(requestOf(world.store, [], { signing, plannedOn, remove: 1 }));
  assert.deepEqual(
    removed.removed.map(({ pkgname }) => pkgname),
    ["alpha"],
  );
  assert.deepEqual(await clientsView(world.root), [`${KEYRING} 20261122-1`]);
});

test("nothing that is built can take the place of the keyring package", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor({ created }, NOW));
  const { state } = await publishedWith(world, { signing, version: "1.0-1" });
  const thief = entryOf("thief", { publishes: [KEYRING] });
  const packages = [{ pkgname: KEYRING, version: "99999999-1" }];
  const results = [await collected(world, { entry: thief, packages })];
  const stolen = publish(
    requestOf(world.store, [entryOf("alpha"), thief], { signing, results, plannedOn: state }),
  );
  await assert.rejects(stolen, { code: "loss", message: /shelf-keyring would be published twice/ });
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-1", `${KEYRING} 20261122-1`]);
});
