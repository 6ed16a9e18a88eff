import { shortened } from "./makepkg-reasons.ts";
import { infrastructureFault, packageFault, type Reason } from "./phase-failure.ts";

/**
 * What a failed pacman needs next:
 * - `stale`: the mirror moved on between its database and its packages, ask again with fresh databases
 * - `keyring`: packages are signed by a key younger than the image, update the keyring first
 * - `network`: a mirror did not answer
 * - `package`: asking again would not help
 */
export type PacmanTrouble = "stale" | "keyring" | "network" | "package";

export function troubleOf(text: string): PacmanTrouble {
  if (
    /is unknown trust|invalid or corrupted package \(PGP|key ".*" is unknown|required key missing/.test(text)
  ) {
    return "keyring";
  }
  if (/target not found|unable to satisfy dependency|are in conflict/.test(text)) return "package";
  if (/invalid or corrupted package|failed retrieving file .*\.pkg\.tar/.test(text)) return "stale";
  if (/failed to synchronize|failed retrieving file|failed to update|could not resolve/i.test(text)) {
    return "network";
  }
  return "package";
}

/** Why dependencies could not be had, in pacman's own words. */
export function reasonOfPacman(text: string): Reason {
  const trouble = troubleOf(text);
  const said = quotedErrors(text);
  if (trouble === "package") return packageFault(`dependencies: ${said}`);
  const what = {
    stale: "the mirror lists packages that it does not have (yet)",
    keyring: "the image's keyring does not know who signed a package, also after an update",
    network: "the mirror did not answer",
  }[trouble];
  return infrastructureFault(`${what}: ${said}`);
}

/** pacman's errors in one line, with what it said about conflicts and owners before them. */
export function quotedErrors(text: string): string {
  const telling = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => TELLING.test(line))
    .map((line) => line.replace(/^(error|::):? /, ""));
  const unique = [...new Set(telling)];
  const shown = unique.slice(0, MOST_QUOTED).map(shortened);
  const more = unique.length - shown.length;
  if (shown.length === 0) return "pacman failed without a message";
  return `pacman: ${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

const MOST_QUOTED = 6;
const TELLING =
  /^error: (?!failed to (commit|prepare) transaction \((conflicting files|could not satisfy|conflicting dep))|unable to satisfy dependency|are in conflict|exists in (filesystem|both)|breaks dependency/;
