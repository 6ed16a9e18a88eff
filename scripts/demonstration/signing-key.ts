import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask } from "./command.ts";
import { tell, type Variables } from "./loop.ts";

type Place = { readonly folder: string; readonly image: string };

/** Nothing where the environment names a key; else one of the demo's own, kept in its folder for the next run. */
export async function signingVariables(place: Place, environment: NodeJS.ProcessEnv): Promise<Variables> {
  if (environment.AUTOREPO_SIGNING_KEY) return {};
  const file = join(place.folder, "signing-key.asc");
  const kept = await readFile(file, "utf8").catch(() => null);
  const key = kept === null ? `a new key, kept in ${file}` : `the key of ${file}`;
  tell(`AUTOREPO_SIGNING_KEY is not set: signing with ${key}`);
  // A passphrase would be that of another key.
  return {
    AUTOREPO_SIGNING_KEY: kept ?? (await makeKey(file, place.image)),
    AUTOREPO_SIGNING_PASSPHRASE: "",
  };
}

/**
 * By gpg in a container without network, with the commands that `scripts/autorepo doctor` prints. Only the subkey comes
 * out: the primary key is gone with the container.
 */
async function makeKey(file: string, image: string): Promise<string> {
  const container = ["docker", "run", "--rm", "--network", "none", image, "bash", "-c", MAKE_KEY];
  const armored = `${await ask(container, { quiet: true })}\n`;
  await writeFile(file, armored, { mode: 0o600 });
  return armored;
}

const MAKE_KEY = `set -e
export GNUPGHOME=$(mktemp -d)
unlocked() { gpg --batch --passphrase '' --pinentry-mode loopback "$@"; }
unlocked --quick-generate-key 'Demo of arch-autorepo <demo@example.org>' ed25519 cert never
fingerprint=$(gpg --batch --with-colons --list-keys | awk -F: '/^fpr/ { print $10; exit }')
unlocked --quick-add-key "$fingerprint" ed25519 sign 2y
unlocked --armor --export-secret-subkeys "$fingerprint"`;
