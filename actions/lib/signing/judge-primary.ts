import type { Key } from "openpgp";
import { expiryWarning, hasExpired, type Lifetime } from "./expiry.ts";
import { exportCommand, inWords, newKeyCommands, prolongCommand } from "./gpg-commands.ts";
import { SigningError } from "./signing-error.ts";
import { fingerprintOf } from "./verifier.ts";

/** What pacman's gpg takes of keys that openpgp reads: RSA, ECDSA and the Ed25519 of version 4 keys (RFC 4880, RFC 6637). */
const ALGORITHMS = new Set([1, 3, 19, 22]);

/** Whether a key or subkey is of a type whose signatures pacman takes. */
export function isTakenByPacman({
  version,
  algorithm,
}: Key["keyPacket"] | Key["subkeys"][0]["keyPacket"]): boolean {
  return version === 4 && ALGORITHMS.has(algorithm);
}

/** Throws a SigningError unless pacman knows what to do with the primary key. */
export function requireTypes({ keyPacket }: Key): void {
  if (!isTakenByPacman(keyPacket)) throw keyTypeError(keyPacket);
}

export function keyTypeError(packet: Key["keyPacket"] | Key["subkeys"][0]["keyPacket"]): SigningError {
  const { algorithm } = packet.getAlgorithmInfo();
  return new SigningError(
    "key-type",
    `pacman takes no signatures of the key ${fingerprintOf(packet)} (version ${packet.version}, ${algorithm}): it knows ` +
      `version 4 with Ed25519 or RSA. A right one is made with ${inWords(newKeyCommands("myrepo <you@example.org>"))}`,
  );
}

/** Throws a SigningError where clients refuse all that the primary key vouches for; answers how long they take it. */
export async function requireUsablePrimary(key: Key, now: Date): Promise<Lifetime> {
  const primary = fingerprintOf(key);
  if (await key.isRevoked(undefined, undefined, now)) {
    throw new SigningError(
      "revoked",
      `the primary key ${primary} was revoked: make a new one, ${inWords(newKeyCommands("myrepo <you@example.org>"))}. ` +
        "Clients have to trust it by hand",
    );
  }
  const expires = await key.getExpirationTime();
  const remedy = inWords([prolongCommand(primary, null), exportCommand(primary)]);
  if (hasExpired(expires, now)) {
    throw new SigningError(
      "expired",
      `the primary key ${primary} expired on ${expires.toISOString().slice(0, 10)}: ${remedy}`,
    );
  }
  await key.verifyPrimaryKey(now).catch((cause) => {
    const words = `the primary key ${primary} is not valid at ${now.toISOString()}: look at it with \`gpg --list-keys ${primary}\``;
    throw new SigningError("invalid", words, { cause });
  });
  return { ends: expires, warnings: expiryWarning(`the primary key ${primary}`, { expires, now, remedy }) };
}
