import { ArchiveError, quoted } from "./archive-error.ts";

/** Values are bytes: extended attributes are binary. */
export type PaxRecords = ReadonlyMap<string, Uint8Array>;

/**
 * Reads the records `<length> <key>=<value>\n` of a pax header; a key that is there twice is refused,
 * because readers disagree on which one counts. `at`: offset in the archive, for messages.
 */
export function parsePaxRecords(bytes: Uint8Array, at: number): PaxRecords {
  const records = new Map<string, Uint8Array>();
  for (let start = 0; start < bytes.length; ) {
    const record = parseRecord(bytes.subarray(start));
    if (!record) throw new ArchiveError("malformed", `the pax header at byte ${at} has a broken record`);
    if (records.has(record.key)) {
      const key = quoted(record.key);
      throw new ArchiveError("malformed", `the pax header at byte ${at} names ${key} twice`);
    }
    records.set(record.key, record.value);
    start += record.length;
  }
  return records;
}

/** The record as bytes; its length counts its own digits. */
export function paxRecord(key: string, value: string): Uint8Array {
  const rest = Buffer.byteLength(key) + Buffer.byteLength(value) + 3;
  let length = rest + String(rest).length;
  length = rest + String(length).length;
  return Buffer.from(`${length} ${key}=${value}\n`);
}

type PaxRecord = { readonly length: number; readonly key: string; readonly value: Uint8Array };

function parseRecord(bytes: Uint8Array): PaxRecord | null {
  const digits = /^([1-9][0-9]{0,7}) /.exec(Buffer.from(bytes.subarray(0, 9)).toString("latin1"))?.[1];
  const length = Number(digits ?? 0);
  if (!digits || length > bytes.length || bytes[length - 1] !== NEWLINE) return null;
  const record = bytes.subarray(digits.length + 1, length - 1);
  const equals = record.indexOf(EQUALS);
  if (equals < 1) return null;
  const key = Buffer.from(record.subarray(0, equals)).toString("latin1");
  return { length, key, value: record.subarray(equals + 1) };
}

const NEWLINE = 0x0a;
const EQUALS = 0x3d;
