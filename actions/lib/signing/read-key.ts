import type { Key, PrivateKey } from "openpgp";
import { exportCommand, inWords, newKeyCommands } from "./gpg-commands.ts";
import { loadOpenpgp } from "./openpgp-library.ts";
import { SigningError } from "./signing-error.ts";

/** Keys of a person have some KiB; with a photo and many signatures some hundred. */
const KEY_CHARACTERS = 1024 * 1024;

/** Reads the one key of an armored text. Throws a SigningError that quotes nothing of it. */
export async function readOneKey(armored: string): Promise<Key> {
  const blocks = armored.length > KEY_CHARACTERS ? null : armored.match(/^-----BEGIN PGP [A-Z ]+-----/gm);
  if (blocks === null) throw notAKey("holds no `-----BEGIN PGP PRIVATE KEY BLOCK-----`");
  const { readKeys } = await loadOpenpgp();
  // The library's errors quote lines of the text, so that they are not passed on, not even as a cause.
  const keys = await readKeys({ armoredKeys: armored }).catch(() => {
    throw notAKey("cannot be read as an armored key: it was cut off, or changed on its way here");
  });
  const [key] = keys;
  if (key === undefined) throw notAKey("holds no key");
  if (keys.length > 1 || blocks.length > 1) {
    throw new SigningError(
      "several-keys",
      `AUTOREPO_SIGNING_KEY holds more than one key: give one of them, \`${exportCommand("FINGERPRINT")}\``,
    );
  }
  return key;
}

/** The same, with its secrets still locked. */
export async function readOneSecretKey(armored: string): Promise<PrivateKey> {
  const key = await readOneKey(armored);
  if (key.isPrivate()) return key;
  throw new SigningError(
    "not-secret",
    "AUTOREPO_SIGNING_KEY is a public key, which cannot sign: give the secret subkey, " +
      `\`${exportCommand(key.getFingerprint().toUpperCase())}\``,
  );
}

function notAKey(what: string): SigningError {
  const commands = inWords(newKeyCommands("myrepo <you@example.org>"));
  return new SigningError(
    "not-a-key",
    `AUTOREPO_SIGNING_KEY ${what}. A right one is made with ${commands}; all that the last one prints is the value`,
  );
}
