import { UpstreamError } from "./upstream-error.ts";

/** One line of git's wire format, or null for what separates sections (gitprotocol-common(5), "pkt-line"). */
export type Packet = Buffer | null;

/**
 * The lines of a stream, those of each chunk together.
 *
 * @throws UpstreamError `malformed`
 */
export async function* readPackets(stream: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Packet[]> {
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk]);
    const lines: Packet[] = [];
    let offset = 0;
    for (let packet = packetAt(pending, 0); packet !== null; packet = packetAt(pending, offset)) {
      offset += packet.length;
      lines.push(packet.line);
    }
    yield lines;
    pending = pending.subarray(offset);
  }
  if (pending.length > 0) throw new UpstreamError("malformed", "the answer ends within a line");
}

/** A line with its length before it. */
export function packet(text: string): string {
  return (Buffer.byteLength(text) + LENGTH_BYTES).toString(16).padStart(LENGTH_BYTES, "0") + text;
}

export const FLUSH = "0000";
export const DELIMITER = "0001";

const LENGTH_BYTES = 4;

/** null: not all of it is there yet. */
function packetAt(bytes: Buffer, offset: number): { readonly line: Packet; readonly length: number } | null {
  if (bytes.length < offset + LENGTH_BYTES) return null;
  const digits = bytes.toString("latin1", offset, offset + LENGTH_BYTES);
  if (!/^[0-9a-f]{4}$/i.test(digits) || digits === "0003") {
    throw new UpstreamError("malformed", `${JSON.stringify(digits)} is no length of a line`);
  }
  const length = Number.parseInt(digits, 16);
  if (length < LENGTH_BYTES) return { line: null, length: LENGTH_BYTES };
  if (bytes.length < offset + length) return null;
  return { line: bytes.subarray(offset + LENGTH_BYTES, offset + length), length };
}
