import assert from "node:assert/strict";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import * as openpgp from "openpgp";
import { daysFrom, signerFor, signingKey } from "../../../test/signing-keys.ts";
import { armoredSignature, openSigner, openVerifier, type Signer } from "./index.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const created = daysFrom(NOW, -20);
const CONTENT = Buffer.from("some package");

/** What the library makes of content that it holds in memory. */
async function librarysOwn(armoredKey: string, content: Uint8Array): Promise<Uint8Array> {
  return await openpgp.sign({
    message: await openpgp.createMessage({ binary: content }),
    signingKeys: await openpgp.readPrivateKey({ armoredKey }),
    ...{ detached: true, format: "binary", date: NOW },
    config: { nonDeterministicSignaturesViaNotation: false },
  });
}

test("a signature of a stream is, byte for byte, what the library makes of the whole", async () => {
  for (const subkey of [{}, { rsaBits: 2048 }]) {
    const armoredKey = await signingKey({ created, subkeys: [subkey] });
    const signer = await openSigner({ armoredKey, passphrase: null, now: NOW });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 5 }), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const signature = await signer.sign(streamOf(pieces), NOW);
        assert.deepEqual(Buffer.from(signature), Buffer.from(await librarysOwn(armoredKey, whole)));
        assert.deepEqual(Buffer.from(await signer.sign(whole, NOW)), Buffer.from(signature));
        assert.ok(await signer.verifies(streamOf(pieces), signature));
      }),
      { numRuns: 15 },
    );
  }
});

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

test("only the very bytes, the very signature and this subkey verify", async () => {
  const [signer, other] = [await signerFor({ created }, NOW), await signerFor({ created }, NOW)];
  const signature = await signer.sign(CONTENT, NOW);
  assert.ok(await signer.verifies(CONTENT, signature));
  assert.equal(await signer.madeBy(CONTENT, await armoredSignature(signature)), signer.fingerprint);
  assert.equal(await other.verifies(CONTENT, signature), false);
  await fc.assert(
    fc.asyncProperty(fc.nat(signature.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Uint8Array.from(signature);
      changed[at] = (changed[at] ?? 0) ^ change;
      const isStillOurs = await signer.verifies(CONTENT, changed);
      // A number's length in bits may say one less than it has: it is read as the same number.
      if (isStillOurs) assert.deepEqual(await numbersIn(changed), await numbersIn(signature), `byte ${at}`);
    }),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), async (content) => {
      assert.equal(await signer.verifies(content, signature), Buffer.from(content).equals(CONTENT));
    }),
    { numRuns: 50 },
  );
});

async function numbersIn(binarySignature: Uint8Array): Promise<unknown> {
  const { packets } = await openpgp.readSignature({ binarySignature });
  const [packet] = packets;
  assert.ok(packet !== undefined && "params" in packet && typeof packet.params === "object");
  return { numbers: packet.params, hashed: packet.signatureData, digest: packet.signedHashValue };
}

test("whatever arrives as a signature, it is no signature and no error", async () => {
  const signer = await signerFor({ created }, NOW);
  const signature = await signer.sign(CONTENT, NOW);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string()), async (given) => {
      assert.equal(await signer.madeBy(CONTENT, given), null);
    }),
  );
  for (const given of [
    Buffer.concat([signature, signature]),
    signature.subarray(0, 60),
    Buffer.alloc(2 ** 20),
  ]) {
    assert.equal(await signer.verifies(CONTENT, given), false);
  }
});

test("a signature that was good is bad once its subkey or primary key has expired or was revoked", async () => {
  const day = 86_400;
  const ended = [
    { created, subkeys: [{ seconds: 2 * day }] },
    { created, seconds: 2 * day },
  ];
  for (const sketch of ended) {
    const armoredKey = await signingKey(sketch);
    const then = daysFrom(created, 1);
    const signer = await openSigner({ armoredKey, passphrase: null, now: then });
    const signature = await signer.sign(CONTENT, then);
    assert.ok(await signer.verifies(CONTENT, signature));
    const later = await openVerifier({ armoredKey, now: NOW });
    assert.equal(await later.madeBy(CONTENT, signature), null);
  }
  const { signature, publicKey } = await signedBeforeRevocation();
  const client = await openVerifier({ armoredKey: publicKey, now: NOW });
  assert.equal(await client.madeBy(CONTENT, signature), null);
});

async function signedBeforeRevocation(): Promise<{ signature: Uint8Array; publicKey: string }> {
  const whole = await openpgp.readPrivateKey({
    armoredKey: await signingKey({ created, primary: "with its secret" }),
  });
  const signature = await librarysOwn(whole.armor(), CONTENT);
  const [subkey] = whole.subkeys;
  assert.ok(subkey && "privateParams" in whole.keyPacket);
  whole.subkeys[0] = await subkey.revoke(whole.keyPacket, { flag: 2 }, daysFrom(NOW, -1));
  return { signature, publicKey: whole.toPublic().armor() };
}

test("a signature that says until when it holds is no signature afterwards", async () => {
  const armoredKey = await signingKey({ created });
  const key = await openpgp.readPrivateKey({ armoredKey });
  const [subkey] = key.subkeys;
  assert.ok(subkey && "privateParams" in subkey.keyPacket);
  const packet = new openpgp.SignaturePacket();
  Object.assign(packet, { signatureType: openpgp.enums.signature.binary, hashAlgorithm: 10 });
  Object.assign(packet, { publicKeyAlgorithm: subkey.keyPacket.algorithm, signatureNeverExpires: false });
  packet.signatureExpirationTime = 86_400;
  // What the declared types leave out: the library takes its settings last.
  const sign: (...all: unknown[]) => Promise<void> = packet.sign.bind(packet) as never;
  const [literal] = (await openpgp.createMessage({ binary: CONTENT })).packets;
  await sign(subkey.keyPacket, literal, daysFrom(NOW, -2), true, openpgp.config);
  const packets = new openpgp.PacketList<openpgp.SignaturePacket>();
  packets.push(packet);
  const at = (now: Date) => openVerifier({ armoredKey, now });
  assert.ok(await (await at(daysFrom(NOW, -1.5))).madeBy(CONTENT, packets.write()));
  assert.equal(await (await at(NOW)).madeBy(CONTENT, packets.write()), null);
});

test("what the primary key signed, or a signature of another kind, does not count", async () => {
  const armoredKey = await signingKey({ created, primary: "with its secret", subkeys: [] });
  const byPrimary = await librarysOwn(armoredKey, CONTENT);
  const client = await openVerifier({ armoredKey, now: NOW });
  assert.equal(await client.madeBy(CONTENT, byPrimary), null);

  const subkey = await signingKey({ created });
  const asText = await openpgp.sign({
    message: await openpgp.createMessage({ text: CONTENT.toString() }),
    signingKeys: await openpgp.readPrivateKey({ armoredKey: subkey }),
    ...{ detached: true, format: "binary", date: NOW },
  });
  const verifier = await openVerifier({ armoredKey: subkey, now: NOW });
  assert.equal(await verifier.madeBy(CONTENT, asText), null);
});

test("a file that changes while it is signed gets no signature", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-signing-"));
  try {
    const file = await sparseFile(folder, 1000);
    const signer = await signerFor({ created }, NOW);
    await assert.rejects(signer.sign({ file, bytes: 999 }, NOW), /1000 bytes, 999 were announced/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a file of 512 MB is signed and verified in a fifth of its size", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-signing-"));
  try {
    const bytes = 512 * 2 ** 20;
    const body = { file: await sparseFile(folder, bytes), bytes };
    const signer = await signerFor({ created }, NOW);
    const grown = await growthDuring(async () => assert.ok(await roundTrip(signer, body)));
    assert.ok(grown < bytes / 5, `${grown} bytes`);
  } finally {
    await rm(folder, { recursive: true });
  }
});

async function roundTrip(signer: Signer, body: { file: string; bytes: number }): Promise<boolean> {
  return await signer.verifies(body, await signer.sign(body, NOW));
}

async function sparseFile(folder: string, bytes: number): Promise<string> {
  const file = path.join(folder, "body");
  await using handle = await open(file, "w");
  await handle.truncate(bytes);
  return file;
}

/** The most that the process took more than before, in bytes, looked at every 20 ms. */
async function growthDuring(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  await work();
  clearInterval(timer);
  return most - before;
}
