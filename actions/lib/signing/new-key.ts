import { loadOpenpgp } from "./openpgp-library.ts";

export type NewKey = {
  /** For AUTOREPO_SIGNING_KEY: the subkey's secret only, not locked. */
  readonly armoredKey: string;
  /** The same with the secret of the primary key: never for a machine that publishes. */
  readonly ownersKey: string;
};

/**
 * Makes a key of the form that this program asks for: Ed25519, a primary key and one subkey that signs. For a demonstration;
 * a person makes theirs with gpg, where the primary key stays. `seconds`: until both end; null: never.
 */
export async function newSigningKey({
  name,
  now,
  seconds,
}: {
  name: string;
  now: Date;
  seconds: number | null;
}): Promise<NewKey> {
  const { generateKey } = await loadOpenpgp();
  const { privateKey } = await generateKey({
    type: "ecc",
    curve: "ed25519Legacy",
    userIDs: [{ name }],
    subkeys: [{ sign: true }],
    date: now,
    keyExpirationTime: seconds ?? 0,
    format: "object",
  });
  const ownersKey = privateKey.armor();
  const { keyPacket } = privateKey;
  if ("makeDummy" in keyPacket) keyPacket.makeDummy();
  return { armoredKey: privateKey.armor(), ownersKey };
}
