import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Signable } from "./signer.ts";

/** What libgcrypt's and OpenPGP's lists call so; pacman takes both. */
export type HashName = "sha256" | "sha512";

const CHUNK_BYTES = 256 * 1024;

/** Hashes content in pieces; the hash is open, so that what a signature adds to it can follow. */
export async function hashContent(content: Signable, name: HashName): Promise<Hash> {
  const hash = createHash(name);
  for await (const chunk of piecesOf(content)) hash.update(chunk);
  return hash;
}

function piecesOf(content: Signable): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  if (content instanceof Uint8Array) return [content];
  if ("file" in content) return exactly(content.file, content.bytes);
  return content;
}

/** A file that changes while it is read must not get a signature over something that never was. */
async function* exactly(file: string, bytes: number): AsyncGenerator<Uint8Array> {
  let given = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
    given += chunk.length;
    yield chunk;
  }
  if (given !== bytes)
    throw new Error(`${file} has ${given} bytes, ${bytes} were announced: it changed while it was read`);
}
