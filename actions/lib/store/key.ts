import { StoreError } from "./store-error.ts";

/** What S3 takes, so that a key is good in every store. */
const MAX_KEY_BYTES = 1024;
/** NAME_MAX of the file systems a directory store may lie on. */
const MAX_PART_BYTES = 255;

/**
 * The parts of a key, or a StoreError that quotes it.
 * A part never starts with a dot: `..` leaves the store, and dot folders are the store's own.
 */
export function keyParts(key: string): readonly string[] {
  const problem = problemOf(key);
  if (problem) throw new StoreError("invalid-key", `key ${JSON.stringify(key)}: ${problem}`);
  return key.split("/");
}

/** Whether a name found in a store is one that callers could use. */
export function isKey(name: string): boolean {
  return problemOf(name) === null;
}

/** Refuses a prefix to list by whose folder is none of this store. */
export function requirePrefix(prefix: string): void {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  if (folder !== "") keyParts(folder.slice(0, -1));
}

function problemOf(key: string): string | null {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  if (!key.isWellFormed()) return "is not valid Unicode";
  if (/[\0-\x1f\x7f\\]/.test(key)) return "has a control character or a backslash";
  for (const part of key.split("/")) {
    if (part === "") return "has an empty part, or starts or ends with a slash";
    if (part.startsWith(".")) return "has a part that starts with a dot";
    if (Buffer.byteLength(part) > MAX_PART_BYTES) return `has a part longer than ${MAX_PART_BYTES} bytes`;
  }
  return null;
}
