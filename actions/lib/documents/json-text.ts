import { DocumentError } from "./document-error.ts";

/** The value of JSON in UTF-8, of at most `maxBytes`; throws a DocumentError. */
export function parseJson(source: Uint8Array | string, where: string, { maxBytes, remedy }: Limit): unknown {
  requireSize(typeof source === "string" ? Buffer.byteLength(source) : source.length, where, {
    maxBytes,
    remedy,
  });
  try {
    return JSON.parse(
      typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source),
    );
  } catch (cause) {
    const says = `is not JSON in UTF-8 (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DocumentError("not-json", where, { says, remedy, cause });
  }
}

type Limit = { readonly maxBytes: number; readonly remedy: string };

export function requireSize(bytes: number, where: string, { maxBytes, remedy }: Limit): void {
  if (bytes <= maxBytes) return;
  const says = `has ${bytes} bytes; at most ${maxBytes} are read`;
  throw new DocumentError("too-large", where, { says, remedy });
}
