import * as openpgp from "openpgp";
import { openSigner, type Signer } from "../actions/lib/signing/index.ts";

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** What a story says of a key; what it leaves out is as the program asks for: Ed25519, one subkey, no end, not locked. */
export type KeySketch = {
  readonly name?: string;
  /** When the primary key and, unless they say otherwise, its subkeys were made: yesterday. */
  readonly created?: Date;
  /** How long the primary key lasts from then on. */
  readonly seconds?: number;
  readonly subkeys?: readonly SubkeySketch[];
  readonly revoked?: boolean;
  readonly passphrase?: string;
  readonly primary?: "locked away" | "with its secret";
};

export type SubkeySketch = {
  readonly created?: Date;
  readonly seconds?: number;
  readonly revoked?: boolean;
  readonly rsaBits?: number;
};

/** Makes a key and answers what AUTOREPO_SIGNING_KEY would be. */
export async function signingKey(sketch: KeySketch = {}): Promise<string> {
  const { name = "Shelf", created = daysFrom(new Date(), -1), subkeys = [{}] } = sketch;
  let { privateKey } = await openpgp.generateKey({
    ...{ type: "ecc", curve: "ed25519Legacy", userIDs: [{ name }], subkeys: [], format: "object" },
    ...{ date: created, keyExpirationTime: sketch.seconds ?? 0 },
  });
  for (const subkey of subkeys) privateKey = await withSubkey(privateKey, { created, ...subkey });
  if (sketch.revoked)
    privateKey = await privateKey.revoke({ flag: openpgp.enums.reasonForRevocation.keyCompromised });
  const { passphrase } = sketch;
  if (passphrase) privateKey = await openpgp.encryptKey({ privateKey, passphrase });
  const { keyPacket } = privateKey;
  if (sketch.primary !== "with its secret" && "makeDummy" in keyPacket) keyPacket.makeDummy();
  return privateKey.armor();
}

async function withSubkey(
  key: openpgp.PrivateKey,
  { created: date, seconds: keyExpirationTime, revoked, rsaBits }: SubkeySketch,
): Promise<openpgp.PrivateKey> {
  const kind = rsaBits === undefined ? ecc : ({ type: "rsa", rsaBits } as const);
  const wider = await key.addSubkey({ ...kind, sign: true, date, keyExpirationTime });
  const subkey = wider.subkeys.at(-1);
  if (!revoked || subkey === undefined || !("privateParams" in wider.keyPacket)) return wider;
  const reason = { flag: openpgp.enums.reasonForRevocation.keyCompromised };
  wider.subkeys[wider.subkeys.length - 1] = await subkey.revoke(wider.keyPacket, reason);
  return wider;
}

const ecc = { type: "ecc", curve: "ed25519Legacy" } as const;

/** A signer of a new key, as publish opens it at a moment. */
export async function signerFor(sketch: KeySketch = {}, now = new Date()): Promise<Signer> {
  return await openSigner({ armoredKey: await signingKey(sketch), passphrase: null, now });
}

export function daysFrom(date: Date, days: number): Date {
  return new Date(date.getTime() + days * DAY_MILLISECONDS);
}

/** The same key with one more subkey, made a day ago. */
export async function withNewSubkey(armoredKey: string): Promise<string> {
  const key = await openpgp.readPrivateKey({ armoredKey });
  return (await withSubkey(key, { created: daysFrom(new Date(), -1) })).armor();
}

/** What a machine that publishes gets of a key: not its primary secret. */
export async function lockedAway(armoredKey: string): Promise<string> {
  const key = await openpgp.readPrivateKey({ armoredKey });
  if ("makeDummy" in key.keyPacket) key.keyPacket.makeDummy();
  return key.armor();
}

/** Of a key's subkeys only the last with its secret. */
export async function onlyNewestSecret(armoredKey: string): Promise<string> {
  const key = await openpgp.readPrivateKey({ armoredKey });
  for (const { keyPacket } of key.subkeys.slice(0, -1)) {
    if ("makeDummy" in keyPacket) keyPacket.makeDummy();
  }
  return key.armor();
}

/** The same key with its first subkey revoked. */
export async function revokedSubkey(armoredKey: string): Promise<string> {
  const key = await openpgp.readPrivateKey({ armoredKey });
  const [subkey] = key.subkeys;
  if (subkey === undefined || !("privateParams" in key.keyPacket)) throw new Error("no subkey to revoke");
  const reason = { flag: openpgp.enums.reasonForRevocation.keyCompromised };
  key.subkeys[0] = await subkey.revoke(key.keyPacket, reason);
  return key.armor();
}
