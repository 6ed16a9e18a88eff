import { DocumentError } from "./document-error.ts";

/** The value of JSON in UTF-8, of at most `maxBytes`; throws a DocumentError. */
export function parseJson(
  source: Uint8Array | string,
  where: string,
  { maxBytes, remedy }: { readonly maxBytes: number; readonly remedy: string },
): unknown {
  const bytes = typeof source === "string" ? Buffer.byteLength(source) : source.length;
  if (bytes > maxBytes) {
    const says = `has ${bytes} bytes; at most ${maxBytes} are read`;
    throw new DocumentError("too-large", where, { says, remedy });
  }
  try {
    return JSON.parse(
      typeof source === "string" ? source : new TextDecoder("utf-8", { fatal: true }).decode(source),
    );
  } catch (cause) {
    const says = `is not JSON in UTF-8 (${cause instanceof Error ? cause.message : String(cause)})`;
    throw new DocumentError("not-json", where, { says, remedy, cause });
  }
}
