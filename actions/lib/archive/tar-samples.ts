import { readTar, type TarLimits, type TarSource, writeTar } from "./index.ts";

export const LIMITS: TarLimits = { members: 100, memberBytes: 1 << 20, totalBytes: 8 << 20 };

/** The archive in pieces of `step` bytes, so that every boundary is met. */
export async function* inPieces(bytes: Uint8Array, step: number) {
  for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step);
}

export async function read(bytes: Uint8Array, step = 64 * 1024) {
  const members = [];
  for await (const { body, ...member } of readTar(inPieces(bytes, step), LIMITS)) {
    members.push({ ...member, text: Buffer.concat(await Array.fromAsync(body)).toString("latin1") });
  }
  return members;
}

export async function written(...entries: TarSource[]): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(writeTar(entries)));
}

export const file = (path: string, text = "", mode = 0o644): TarSource => ({
  type: "file",
  path,
  mode,
  content: Buffer.from(text),
});
