import { pathToFileURL } from "node:url";
import type { RepositoryAddress } from "./report-facts.ts";

/**
 * The section for /etc/pacman.conf, ready to be appended. Without signatures pacman must be told not to
 * look for them: its own default is `Required` (pacman.conf(5), "Package and database signature checking").
 */
export function pacmanSnippet({ name, server, signed }: RepositoryAddress): string {
  const level = signed ? "Required DatabaseOptional" : "Never";
  return `[${name}]\nSigLevel = ${level}\nServer = ${server}\n`;
}

/** What a user should know before trusting that section: one sentence. */
export function snippetWarning({ server, signed }: RepositoryAddress): string | null {
  if (signed) return null;
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
