import assert from "node:assert/strict";
import { test } from "node:test";
import * as openpgp from "openpgp";
import { daysFrom, type KeySketch, signingKey } from "../../../test/signing-keys.ts";
import { newSigningKey, openSigner, SigningError, type SigningErrorCode } from "./index.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const YESTERDAY = daysFrom(NOW, -1);
const DAY_SECONDS = 86_400;

async function keyOf(sketch: KeySketch = {}): Promise<string> {
  return await signingKey({ created: YESTERDAY, ...sketch });
}

async function assertRefused(
  key: { armoredKey: string; passphrase?: string | null },
  { code, says }: { code: SigningErrorCode; says: RegExp },
): Promise<void> {
  await assert.rejects(openSigner({ passphrase: null, now: NOW, ...key }), (error) => {
    assert.ok(error instanceof SigningError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, says);
    assert.doesNotMatch(error.message, /undefined|null|\[object/);
    return true;
  });
}

test("a subkey whose primary key is locked away signs, and says who it is", async () => {
  const armoredKey = await keyOf();
  const signer = await openSigner({ armoredKey, passphrase: null, now: NOW });
  const key = await openpgp.readKey({ armoredKey });
  assert.equal(signer.primaryFingerprint, key.getFingerprint().toUpperCase());
  assert.equal(signer.fingerprint, key.subkeys[0]?.getFingerprint().toUpperCase());
  assert.deepEqual(signer.warnings, []);
  assert.match(signer.publicKey, /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n/);
  assert.equal((await openpgp.readKey({ binaryKey: signer.publicKeyBytes })).isPrivate(), false);
});

test("a key made here is one that can be opened here", async () => {
  const { armoredKey, ownersKey } = await newSigningKey({ name: "Shelf", now: YESTERDAY, seconds: null });
  await openSigner({ armoredKey, passphrase: null, now: NOW });
  await assertRefused({ armoredKey: ownersKey }, { code: "primary-key", says: /--export-secret-subkeys/ });
});

test("keys that would sign with the primary are refused, with the command for a subkey", async () => {
  const whole = await keyOf({ primary: "with its secret" });
  await assertRefused(
    { armoredKey: whole },
    { code: "primary-key", says: /`gpg --armor --export-secret-subkeys [0-9A-F]{40}`/ },
  );
  const alone = await keyOf({ primary: "with its secret", subkeys: [] });
  await assertRefused(
    { armoredKey: alone },
    { code: "primary-key", says: /gpg --quick-add-key [0-9A-F]{40}/ },
  );
  const empty = await keyOf({ subkeys: [] });
  await assertRefused(
    { armoredKey: empty },
    { code: "no-signing-subkey", says: /gpg --quick-add-key [0-9A-F]{40} ed25519 sign/ },
  );
});

test("expired and revoked keys are refused, with what makes them valid again", async () => {
  const created = daysFrom(NOW, -10);
  const ended = { created, seconds: DAY_SECONDS };
  await assertRefused(
    { armoredKey: await keyOf(ended) },
    {
      code: "expired",
      says: /primary key [0-9A-F]{40} expired on 2026-11-13: `gpg --quick-set-expire [0-9A-F]{40} 2y`/,
    },
  );
  await assertRefused(
    { armoredKey: await keyOf({ created, subkeys: [ended, ended] }) },
    {
      code: "expired",
      says: /subkey [0-9A-F]{40} expired on 2026-11-13: `gpg --quick-set-expire [0-9A-F]{40} 2y [0-9A-F]{40}`/,
    },
  );
  await assertRefused(
    { armoredKey: await keyOf({ subkeys: [{ revoked: true }] }) },
    { code: "revoked", says: /subkey [0-9A-F]{40} was revoked: `gpg --quick-add-key/ },
  );
  await assertRefused(
    { armoredKey: await keyOf({ revoked: true }) },
    { code: "revoked", says: /primary key [0-9A-F]{40} was revoked: .*--quick-generate-key/ },
  );
  const future = await keyOf({ created: daysFrom(NOW, 2) });
  await assertRefused({ armoredKey: future }, { code: "invalid", says: /not valid at 2026-11-22/ });
});

test("key types whose signatures pacman does not take are refused", async () => {
  for (const v6Keys of [false, true]) {
    const { privateKey } = await openpgp.generateKey({
      ...{ type: "curve25519", userIDs: [{ name: "Shelf" }], subkeys: [{ sign: true }], format: "object" },
      ...{ date: YESTERDAY, config: { v6Keys } },
    });
    await assertRefused(
      { armoredKey: privateKey.armor() },
      {
        code: "key-type",
        says: /pacman takes no signatures .*--quick-generate-key 'myrepo <you@example\.org>' ed25519/,
      },
    );
  }
});

test("a locked key opens with its passphrase only, which no message repeats", async () => {
  const armoredKey = await keyOf({ passphrase: "correct horse" });
  const passphrase = "correct horse";
  const signer = await openSigner({ armoredKey, passphrase, now: NOW });
  assert.ok(await signer.verifies(Buffer.from("x"), await signer.sign(Buffer.from("x"), NOW)));
  await assertRefused({ armoredKey }, { code: "passphrase", says: /AUTOREPO_SIGNING_PASSPHRASE/ });
  const wrong = { armoredKey, passphrase: "battery staple" };
  await assertRefused(wrong, { code: "passphrase", says: /does not open .*`gpg --passwd [0-9A-F]{40}`/ });
  await assert.rejects(openSigner({ ...wrong, now: NOW }), (error) => !`${chain(error)}`.includes("staple"));
});

test("what is no key, or more than one, is refused without repeating any of it", async () => {
  const key = await keyOf();
  const lines = key.split("\n");
  const { publicKey } = await openSigner({ armoredKey: key, passphrase: null, now: NOW });
  const withoutGap = lines.filter((line) => line !== "").join("\n");
  const flipped = key.replace(/[A-Za-z](?=[A-Za-z0-9+/]{30}\n)/, (letter) => (letter === "A" ? "B" : "A"));
  const bad: readonly [string, SigningErrorCode][] = [
    ["", "not-a-key"],
    ["hunter2", "not-a-key"],
    [lines.slice(0, 5).join("\n"), "not-a-key"],
    [withoutGap, "not-a-key"],
    [Buffer.from(key).toString("base64"), "not-a-key"],
    [key + (await keyOf()), "several-keys"],
    [publicKey, "not-secret"],
    ["-".repeat(2 ** 21), "not-a-key"],
  ];
  for (const [armoredKey, code] of bad) {
    await assertRefused({ armoredKey }, { code, says: /gpg --/ });
    await assert.rejects(openSigner({ armoredKey, passphrase: null, now: NOW }), (error) =>
      lines.slice(3, -3).every((line) => !chain(error).includes(line.slice(0, 20))),
    );
  }
  await assert.rejects(openSigner({ armoredKey: flipped, passphrase: null, now: NOW }), SigningError);
});

function chain(error: unknown): string {
  return error instanceof Error ? `${error.message} ${error.stack} ${chain(error.cause)}` : "";
}

test("a secret that does not belong to its public half is found before anything is signed with it", async () => {
  const [one, other] = await Promise.all(
    [await keyOf(), await keyOf()].map((armoredKey) => openpgp.readPrivateKey({ armoredKey })),
  );
  const [mine, theirs] = [one?.subkeys[0]?.keyPacket, other?.subkeys[0]?.keyPacket];
  assert.ok(mine && theirs && "privateParams" in mine && "privateParams" in theirs);
  mine.privateParams = theirs.privateParams;
  await assertRefused({ armoredKey: one?.armor() ?? "" }, { code: "unverifiable", says: /does not verify/ });
});

test("a key that ends within a month is warned about, with what prolongs it", async () => {
  const opened = async (sketch: KeySketch) =>
    await openSigner({ armoredKey: await keyOf(sketch), passphrase: null, now: NOW });
  const warningsOf = async (sketch: KeySketch) => (await opened(sketch)).warnings;
  const soon = { seconds: 30 * DAY_SECONDS };
  const [primary, subkey, ...others] = await warningsOf({ ...soon, subkeys: [soon] });
  assert.match(primary ?? "", /primary key [0-9A-F]{40} expires on 2026-12-21, in 29 days/);
  assert.match(
    subkey ?? "",
    /subkey [0-9A-F]{40} expires on 2026-12-21, in 29 days: .*--quick-set-expire [0-9A-F]{40} 2y/,
  );
  assert.deepEqual(others, []);
  assert.deepEqual(await warningsOf({ subkeys: [{ seconds: 32 * DAY_SECONDS }] }), []);
  const succeeded = await opened({ subkeys: [soon, {}] });
  assert.deepEqual([succeeded.warnings, succeeded.ends], [[], null], "its successor is there");
  const { ends } = await opened({ ...soon, subkeys: [{}] });
  assert.equal(ends?.toISOString().slice(0, 10), "2026-12-21", "its primary key ends");
});

test("of several subkeys the oldest signs, until two weeks before its end", async () => {
  const chosen = async (days: number) => {
    const older = { created: YESTERDAY, seconds: days * DAY_SECONDS };
    const armoredKey = await keyOf({
      created: daysFrom(NOW, -3),
      subkeys: [{ created: daysFrom(NOW, -0.5) }, older],
    });
    const key = await openpgp.readKey({ armoredKey });
    const { fingerprint } = await openSigner({ armoredKey, passphrase: null, now: NOW });
    return key.subkeys.findIndex((subkey) => subkey.getFingerprint().toUpperCase() === fingerprint);
  };
  assert.equal(await chosen(20), 1);
  assert.equal(await chosen(14), 0);
});
