import type { PrivateKey, SecretSubkeyPacket } from "openpgp";
import { chooseSubkey, type SigningSubkey } from "./choose-subkey.ts";
import { signDetached } from "./detached-signature.ts";
import { earlierEnd } from "./expiry.ts";
import { exportCommand, inWords, newSubkeyCommand } from "./gpg-commands.ts";
import { requireTypes, requireUsablePrimary } from "./judge-primary.ts";
import { readOneSecretKey } from "./read-key.ts";
import type { Signer } from "./signer.ts";
import { SigningError } from "./signing-error.ts";
import { fingerprintOf, verifierOf } from "./verifier.ts";

export type SigningKey = {
  /** What `gpg --armor --export-secret-subkeys` prints. */
  readonly armoredKey: string;
  /** null: the key is not locked. */
  readonly passphrase: string | null;
  /** What is valid is judged at this moment, UTC. */
  readonly now: Date;
};

/**
 * A signer whose signatures pacman takes, or the reason why there is none. All that could go wrong later is tried here, before
 * anything is uploaded.
 *
 * @throws SigningError; nothing of the key or the passphrase is in its words
 */
export async function openSigner({ armoredKey, passphrase, now }: SigningKey): Promise<Signer> {
  const key = await readOneSecretKey(armoredKey);
  requireTypes(key);
  const primary = await requireUsablePrimary(key, now);
  requireLockedAwayPrimary(key);
  const subkey = await chooseSubkey(key, now);
  const { chosen } = subkey;
  await unlock(chosen, { passphrase, primary: fingerprintOf(key) });
  const signer = signerOf(key, {
    secret: chosen.secret,
    ends: earlierEnd(primary.ends, subkey.ends),
    warnings: [...primary.warnings, ...subkey.warnings],
    now,
  });
  // Secret and public half that do not belong together are found here.
  await signer.sign(new Uint8Array(), now);
  return signer;
}

/** The primary key certifies subkeys, now and after any accident: its secret stays with its owner. */
function requireLockedAwayPrimary(key: PrivateKey): void {
  const { keyPacket } = key;
  if (!("isDummy" in keyPacket) || keyPacket.isDummy()) return;
  const primary = fingerprintOf(key);
  const steps = [...(key.subkeys.length === 0 ? [newSubkeyCommand(primary)] : []), exportCommand(primary)];
  throw new SigningError(
    "primary-key",
    `AUTOREPO_SIGNING_KEY holds the secret of the primary key ${primary}: whoever gets hold of it has the repository for good. ` +
      `Give the secret of a subkey only: ${inWords(steps)}`,
  );
}

async function unlock(
  { subkey, secret }: SigningSubkey,
  { passphrase, primary }: { passphrase: string | null; primary: string },
): Promise<void> {
  const name = `the subkey ${fingerprintOf(subkey)} in AUTOREPO_SIGNING_KEY`;
  if (secret.isMissingSecretKeyMaterial()) {
    throw new SigningError(
      "passphrase",
      `${name} is locked in a way that cannot be read here: ${again(primary)}`,
    );
  }
  if (secret.isDecrypted()) return;
  if (passphrase === null) {
    const words = `${name} is locked: give its passphrase in AUTOREPO_SIGNING_PASSPHRASE, or take it away (${noPassphrase(primary)})`;
    throw new SigningError("passphrase", words);
  }
  await secret.decrypt(passphrase).catch((cause) => {
    const words = `AUTOREPO_SIGNING_PASSPHRASE does not open ${name}: ${again(primary)}`;
    throw new SigningError("passphrase", words, { cause });
  });
}

function again(primary: string): string {
  return `set the passphrase again with \`gpg --passwd ${primary}\`, then \`${exportCommand(primary)}\``;
}

function noPassphrase(primary: string): string {
  return `\`gpg --passwd ${primary}\`, then \`${exportCommand(primary)}\``;
}

function signerOf(
  key: PrivateKey,
  { secret, now, ...told }: { secret: SecretSubkeyPacket; now: Date } & Pick<Signer, "ends" | "warnings">,
): Signer {
  const verifier = verifierOf(key.toPublic(), now);
  const fingerprint = fingerprintOf(secret);
  return {
    ...verifier,
    ...told,
    fingerprint,
    sign: (content, date) => signDetached(content, { secret, date }),
    verifies: async (content, signature) => (await verifier.madeBy(content, signature)) === fingerprint,
  };
}
