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

export function verifierOf(publicKey: Key, now: Date): Verifier {
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
