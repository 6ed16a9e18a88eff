import { createHash } from "node:crypto";

/**
 * A name as one part of a key in the store and of a file's path: characters outside `A-Z a-z 0-9 @ . _ + -`
 * and a dot at the beginning become their code in hexadecimal between `~`. Different names give different
 * parts; long ones end with a hash.
 */
export function pathSegment(name: string): string {
  const safe = name.replace(/^\.|[^A-Za-z0-9@._+-]/gu, (character) => {
    return `~${(character.codePointAt(0) ?? 0).toString(16)}~`;
  });
  if (safe.length <= LONGEST) return safe === "" ? "~" : safe;
  return `${safe.slice(0, LONGEST - 17)}~${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}

/** A relative address made of such parts, for `href`. */
export function hrefOf(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

const LONGEST = 120;
