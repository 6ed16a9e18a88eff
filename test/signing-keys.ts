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
