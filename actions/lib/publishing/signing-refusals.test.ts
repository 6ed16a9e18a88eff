import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import * as openpgp from "openpgp";
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
  publishedWith,
  type SignedWish,
  signingWith,
} from "../../../test/signed-publications.ts";
import { daysFrom, signerFor, signingKey } from "../../../test/signing-keys.ts";
import { openSigner, type Signer, SigningError } from "../signing/index.ts";
import { StoreError } from "../store/index.ts";
import { keyringName, readPublished, verifyStore } from "./index.ts";

const KEYRING = keyringName(REPOSITORY);
const created = daysFrom(NOW, -5);

async function assertRefused(
  world: PublishingWorld,
  wanted: Omit<SignedWish, "store">,
  expected: { readonly code: string; readonly message: RegExp },
): Promise<void> {
  const writes: string[] = [];
  const store = beforeWrites(world.store, (key) => void writes.push(key));
  await assert.rejects(publishedWith(world, { ...wanted, store }), expected);
  assert.deepEqual(writes, [], "nothing was written");
}

test("without a key only a folder of this machine is published to (case 75)", async () => {
  await using world = await publishingWorld();
  const expected = {
    code: "key-missing",
    message: /set AUTOREPO_SIGNING_KEY, and AUTOREPO_SIGNING_PASSPHRASE/,
  };
  await assertRefused(world, { signing: signingWith(null), version: "1.0-1" }, expected);
});

test("a signature that does not verify stops the publication before anything is uploaded (case 75)", async () => {
  await using world = await publishingWorld();
  const key = await signerFor({ created }, NOW);
  const broken: Signer = {
    ...key,
    sign: async () => {
      throw new SigningError("unverifiable", "what AUTOREPO_SIGNING_KEY signs does not verify");
    },
  };
  const expected = { code: "unverifiable", message: /does not verify/ };
  await assertRefused(world, { signing: signingWith(broken), version: "1.0-1" }, expected);
});

/** Rewrites state.json as somebody could who has the store and not the key. */
async function forged(
  world: PublishingWorld,
  change: (signed: { state: string; signature: string | null }) => object,
) {
  const signed = JSON.parse(Buffer.from(await bytesOf(world, "state.json")).toString());
  const text = JSON.stringify({ ...signed, ...change(signed) });
  await world.store.put("state.json", Buffer.from(text), { contentType: "x/y", cacheControl: "no-cache" });
}

test("a state that the key did not sign is refused, and nothing of it is signed (case 73)", async () => {
  const other = await signerFor({ created }, NOW);
  const asUnsigned = (state: string) =>
    JSON.stringify({ ...JSON.parse(state), signedBy: null, databaseSigned: false });
  const forgeries: Record<string, Parameters<typeof forged>[1]> = {
    "its signature taken away": () => ({ signature: null }),
    "its signature and its signer taken away": ({ state }) => ({ state: asUnsigned(state), signature: null }),
    "its signer taken away": ({ state }) => ({ state: asUnsigned(state) }),
    "its text changed": ({ state }) => ({ state: state.replace("2026-11-22T", "2026-11-23T") }),
    "a signature that is none": () => ({ signature: "-----BEGIN PGP SIGNATURE-----\n\n=AAAA" }),
  };
  for (const [what, forgery] of Object.entries(forgeries)) {
    await using world = await publishingWorld();
    const key = await signerFor({ created }, NOW);
    await publishedWith(world, { signing: signingWith(key), version: "1.0-1" });
    await forged(world, forgery);
    const wanted = { signing: signingWith(key), version: "1.0-2" };
    await assertRefused(world, wanted, { code: "signature", message: /verify --repair/ }).catch((cause) => {
      throw new Error(`with ${what}`, { cause });
    });
  }
  await using world = await publishingWorld();
  await publishedWith(world, { signing: signingWith(other), version: "1.0-1" });
  const wanted = { signing: signingWith(await signerFor({ created }, NOW)), version: "1.0-2" };
  await assertRefused(world, wanted, {
    code: "signature",
    message: /AUTOREPO_SIGNING_KEY is [0-9A-F]{40}\. .*--signed-by FINGERPRINT/,
  });
  const asked = { repositoryName: REPOSITORY, trust: wanted.signing, now: NOW };
  const { problems } = await verifyStore(world.store, asked);
  assert.deepEqual(
    problems.map(({ key, problem }) => [key, problem]),
    [["state.json", "wrong signature"]],
  );
});

test("plan and build read a state without judging its signature", async () => {
  await using world = await publishingWorld();
  await publishedWith(world, { signing: signingWith(await signerFor({ created }, NOW)), version: "1.0-1" });
  await forged(world, () => ({ signature: null }));
  assert.equal((await readPublished(world.store, REPOSITORY))?.state.generation, 0);
});

test("a store that fails at any signature leaves clients what they had, and the next publication finishes (case 76)", async () => {
  await using world = await publishingWorld();
  const signing = signingWith(await signerFor({ created }, NOW), { redirectsWork: async () => true });
  await publishedWith(world, { signing, version: "1.0-1" });
  const before = await clientsView(world.root);
  for (const broken of ["create", "put"] as const) {
    const full = beforeWrites(world.store, (key, write) => {
      if (write === broken && key.endsWith(".sig"))
        throw new StoreError("refused", `${key}: no space left on device`);
    });
    const lost = publishedWith(world, { signing, version: "1.0-2", store: full });
    await assert.rejects(lost, /no space left/);
    assert.deepEqual(await clientsView(world.root), before);
  }
  await publishedWith(world, { signing, version: "1.0-2" });
  assert.deepEqual(await clientsView(world.root), ["alpha 1.0-2", `${KEYRING} 20261122-1`]);
});

test("the secret is never on disk, and in nothing that is published (case 77)", async () => {
  await using world = await publishingWorld();
  const passphrase = "correct horse battery staple";
  const armoredKey = await signingKey({ created, passphrase });
  const signer = await openSigner({ armoredKey, passphrase, now: NOW });
  const secrets = [...(await secretsOf(armoredKey, passphrase)), Buffer.from(passphrase)];
  const look = async () => {
    for (const folder of [world.folder, ...(await workspaces())]) await assertFree(folder, secrets);
  };
  const publication = await publishedWith(world, {
    signing: signingWith(signer),
    version: "1.0-1",
    store: beforeWrites(world.store, look),
  });
  await look();
  assert.ok(!JSON.stringify(publication).includes("PRIVATE"));
});

/** The seed of the subkey, and the lines of the key as it was given. */
async function secretsOf(armoredKey: string, passphrase: string): Promise<readonly Buffer[]> {
  const privateKey = await openpgp.readPrivateKey({ armoredKey });
  const [subkey] = (await openpgp.decryptKey({ privateKey, passphrase })).subkeys;
  assert.ok(subkey && "privateParams" in subkey.keyPacket);
  const { seed } = subkey.keyPacket.privateParams as { seed: Uint8Array };
  // The first lines of an armored key are public.
  const lines = armoredKey.split("\n").filter((line) => line.length === 64);
  return [
    Buffer.from(seed),
    Buffer.from("PGP PRIVATE KEY"),
    ...lines.slice(-2).map((line) => Buffer.from(line)),
  ];
}

async function workspaces(): Promise<readonly string[]> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith("autorepo-publishing-"));
  return names.map((name) => path.join(tmpdir(), name));
}

async function assertFree(folder: string, secrets: readonly Buffer[]): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries.filter((one) => one.isFile())) {
    const bytes = await readFile(path.join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    for (const secret of secrets) assert.equal(bytes.includes(secret), false, entry.name);
  }
}
