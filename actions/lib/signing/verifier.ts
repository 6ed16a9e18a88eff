import type { Key } from "openpgp";
import { signingSubkeyOf } from "./detached-signature.ts";
import { loadOpenpgp } from "./openpgp-library.ts";
import { readOneKey } from "./read-key.ts";
import type { Verifier } from "./signer.ts";

/**
 * Judges signatures by an armored public key (or the public half of a secret one) as it is at `now`, UTC.
 *
 * @throws SigningError
 */
export async function openVerifier({
  armoredKey,
  now,
}: {
  armoredKey: string;
  now: Date;
}): Promise<Verifier> {
  return verifierOf((await readOneKey(armoredKey)).toPublic(), now);
}

/** A verifier of what a key has signed before, with the fingerprints of the key and of its subkeys. */
export type PastVerifier = Verifier & { readonly fingerprints: readonly string[] };

/**
 * Judges each signature by the key as it was when that was made: it shows who made something, also where clients do not take it
 * any more because the key has expired since. With `evenRevoked` also by what was revoked since: only for a person who says that
 * the secret was never in other hands.
 *
 * @throws SigningError
 */
export async function openPastVerifier({
  armoredKey,
  evenRevoked,
}: {
  armoredKey: string;
  evenRevoked: boolean;
}): Promise<PastVerifier> {
  const key = (await readOneKey(armoredKey)).toPublic();
  const keys = [key, ...key.subkeys];
  if (evenRevoked) for (const one of keys) one.revocationSignatures = [];
  return { ...verifierOf(key, "made"), fingerprints: keys.map(fingerprintOf) };
}

export function verifierOf(publicKey: Key, now: Date | "made"): Verifier {
  return {
    primaryFingerprint: fingerprintOf(publicKey),
    publicKey: publicKey.armor(),
    publicKeyBytes: publicKey.write(),
    async madeBy(content, signature) {
      const subkey = await signingSubkeyOf(content, { signature, key: publicKey, now });
      return subkey && fingerprintOf(subkey);
    },
  };
}

export function fingerprintOf(key: { getFingerprint(): string }): string {
  return key.getFingerprint().toUpperCase();
}

/** A binary signature as text, for a JSON document. */
export async function armoredSignature(signature: Uint8Array): Promise<string> {
  const { readSignature } = await loadOpenpgp();
  return (await readSignature({ binarySignature: signature })).armor();
}
