import { fileURLToPath, pathToFileURL } from "node:url";
import type { RepositoryAddress, RepositorySigning } from "./report-facts.ts";

/**
 * The section for /etc/pacman.conf, ready to be appended. Without signatures pacman must be told not to
 * look for them: its own default is `Required` (pacman.conf(5), "Package and database signature checking").
 */
export function pacmanSnippet(
  { name, server }: RepositoryAddress,
  signing: RepositorySigning | null,
): string {
  return `[${name}]\nSigLevel = ${signatureLevel(signing)}\nServer = ${server}\n`;
}

/** A missing signature of a database is fine with DatabaseOptional, a wrong one is not. */
function signatureLevel(signing: RepositorySigning | null): string {
  if (signing === null) return "Never";
  return signing.databaseSigned ? "Required" : "Required DatabaseOptional";
}

/**
 * What root runs before that section is there: makes pacman trust the key, once its fingerprint was compared. Later keys come
 * with the keyring package (pacman-key(8)).
 */
export function trustCommands(
  { server }: RepositoryAddress,
  signing: RepositorySigning | null,
): readonly string[] {
  if (signing === null) return [];
  const { publicKey, fingerprint } = signing;
  const key = `${server}/${publicKey}`;
  const isLocal = server.startsWith("file:");
  return [
    ...(isLocal ? [] : [`curl -fLO ${quotedForShell(key)}`]),
    `pacman-key --add ${quotedForShell(isLocal ? fileURLToPath(key) : publicKey)}`,
    `pacman-key --finger ${fingerprint}`,
    `pacman-key --lsign-key ${fingerprint}`,
  ];
}

function quotedForShell(text: string): string {
  return /^[A-Za-z0-9._/:@%+=~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** What a user should know before trusting that section: one sentence. */
export function snippetWarning(
  { server }: RepositoryAddress,
  signing: RepositorySigning | null,
): string | null {
  if (signing !== null) return null;
  return server.startsWith("file:")
    ? "Packages in this folder are not signed: whoever can write to it can change what you install."
    : "Packages here are not signed: whoever can write to this place, or stands between it and you, can change what you install.";
}

/**
 * The address of a local folder for `Server =`. Spaces and the like are percent-encoded for curl, and so is
 * `$`, because pacman would replace `$repo` and `$arch`.
 */
export function folderServer(path: string): string {
  return pathToFileURL(path).href.replaceAll("$", "%24").replace(/\/$/, "");
}
