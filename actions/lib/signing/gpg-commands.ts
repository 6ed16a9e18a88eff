/** Command lines for a person's own machine, where the primary key stays. Fingerprints are those of the key at hand. */

/** Makes a primary key that only certifies, a subkey that signs, and what AUTOREPO_SIGNING_KEY takes. */
export function newKeyCommands(name: string): readonly string[] {
  return [
    `gpg --quick-generate-key '${name}' ed25519 cert never`,
    `gpg --quick-add-key FINGERPRINT ed25519 sign 2y`,
    exportCommand("FINGERPRINT"),
  ];
}

export function exportCommand(primary: string): string {
  return `gpg --armor --export-secret-subkeys ${primary}`;
}

export function newSubkeyCommand(primary: string): string {
  return `gpg --quick-add-key ${primary} ed25519 sign 2y`;
}

/** Prolongs the primary key, or one of its subkeys. */
export function prolongCommand(primary: string, subkey: string | null): string {
  return `gpg --quick-set-expire ${primary} 2y${subkey === null ? "" : ` ${subkey}`}`;
}

/** Commands one after the other, as a sentence quotes them. */
export function inWords(commands: readonly string[]): string {
  return commands.map((command) => `\`${command}\``).join(", then ");
}
