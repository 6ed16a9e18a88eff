import { compareFiles } from "./compare-files.ts";
import type { Comparison, SideFacts } from "./comparison.ts";
import { binaryKind } from "./file-kind.ts";

/** As `compareFiles`, or "unread" where there is no room left. */
export type Compare = (old: Uint8Array | null, next: Uint8Array | null) => Comparison;

/**
 * Compares the files of one change, each in its turn, as long as there is room: a package may hold 128 MB, and lines of
 * one byte become a hundred times as much when they are shown. The last of the room is for small files, so that a large
 * one hides no PKGBUILD.
 */
export function comparer(): Compare {
  let room = ROOM;
  return (old, next) => {
    const cost = isSame(old, next) ? 0 : costOf(old) + costOf(next);
    const left = room - cost;
    if (left < (cost > SMALL ? ROOM_FOR_SMALL : 0))
      return { kind: "unread", old: facts(old), new: facts(next) };
    room = left;
    return compareFiles(old, next);
  };
}

/** About the characters of what is shown: a kernel's configuration, before and after, takes 3 million. */
const ROOM = 20_000_000;
const ROOM_FOR_SMALL = 5_000_000;
const SMALL = 500_000;

const PER_LINE = 100;
/** A byte that is written out, "⟦U+0001⟧". */
const PER_ODD_BYTE = 8;
const [NEWLINE, TAB, BLANK, DELETE] = [0x0a, 0x09, 0x20, 0x7f];

function costOf(bytes: Uint8Array | null): number {
  let cost = 0;
  for (const byte of bytes ?? []) {
    const isPlain = (byte >= BLANK && byte < DELETE) || byte === TAB;
    cost += byte === NEWLINE ? PER_LINE : isPlain ? 1 : PER_ODD_BYTE;
    if (cost > ROOM) break;
  }
  return cost;
}

function isSame(old: Uint8Array | null, next: Uint8Array | null): boolean {
  return old !== null && next !== null && Buffer.compare(old, next) === 0;
}

function facts(bytes: Uint8Array | null): SideFacts | null {
  return bytes && { bytes: bytes.length, kind: binaryKind(bytes), oddities: [] };
}
