const ROW_BYTES = 16;

/** Rows of 16 bytes around an offset: the one that holds it and `around` before and after. */
export function hexRows(bytes: Uint8Array, offset: number, around: number): readonly string[] {
  const middle = Math.floor(offset / ROW_BYTES);
  const first = Math.max(0, middle - around);
  const last = Math.min(Math.ceil(bytes.length / ROW_BYTES) - 1, middle + around);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    hexRow(bytes, (first + index) * ROW_BYTES),
  );
}

function hexRow(bytes: Uint8Array, offset: number): string {
  const row = [...bytes.subarray(offset, offset + ROW_BYTES)];
  const digits = row.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".")).join("");
  return `${offset.toString(16).padStart(8, "0")}  ${digits.padEnd(ROW_BYTES * 3 - 1)}  ${text}`;
}
