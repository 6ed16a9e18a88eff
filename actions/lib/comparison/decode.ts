import type { SideFacts } from "./comparison.ts";
import { binaryKind } from "./file-kind.ts";
import { visibleLine } from "./visible-line.ts";

/** One side of a comparison, read: its lines where it is text, and where bytes in it are not. */
export type Side = {
  readonly bytes: Uint8Array;
  readonly facts: SideFacts;
  /** Visible lines; null: binary. */
  readonly lines: readonly string[] | null;
  readonly endsWithNewline: boolean;
  /** Offsets of the first few bytes that are not text. */
  readonly odd: readonly number[];
};

/**
 * Reads a file as lines. A text with a few NUL bytes or bytes outside UTF-8 stays a text, since a shell runs such a
 * file too, with those bytes written as ⟦byte 00⟧; only where they are a good part of it is it binary.
 */
export function readSide(bytes: Uint8Array): Side {
  const endsWithNewline = bytes.length === 0 || bytes.at(-1) === NEWLINE;
  const text = decodeStrictly(bytes);
  if (text !== null && !text.includes("\0")) {
    return {
      bytes,
      facts: { bytes: bytes.length, kind: "text", oddities: textOddities(text, endsWithNewline) },
      lines: splitLines(text).map(visibleLine),
      endsWithNewline,
      odd: [],
    };
  }
  return { bytes, endsWithNewline, ...readOddBytes(bytes, endsWithNewline) };
}

const NEWLINE = 0x0a;
const ODD_PLACES_SHOWN = 4;
const ODD_PLACES_APART = 64;

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function splitLines(text: string): string[] {
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function textOddities(text: string, endsWithNewline: boolean): readonly string[] {
  const carriageReturns = text.split("\r\n").length - 1;
  return [
    ...(carriageReturns > 0 ? [counted(carriageReturns, "line end with CR LF", "line ends with CR LF")] : []),
    ...(endsWithNewline ? [] : ["no newline at the end"]),
  ];
}

function readOddBytes(bytes: Uint8Array, endsWithNewline: boolean): Pick<Side, "facts" | "lines" | "odd"> {
  const binary = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const { runs, nuls, foreign, odd } = countOddBytes(binary);
  const isBinary = runs * CHARACTERS_PER_ODD_RUN > bytes.length - nuls;
  const oddities = [
    ...(nuls > 0 ? [counted(nuls, "NUL byte", "NUL bytes")] : []),
    ...(foreign > 0 ? [counted(foreign, "byte that is not UTF-8", "bytes that are not UTF-8")] : []),
    ...(endsWithNewline || isBinary ? [] : ["no newline at the end"]),
  ];
  return {
    facts: { bytes: bytes.length, kind: isBinary ? binaryKind(bytes) : ODD_TEXT, oddities },
    lines: isBinary ? null : splitLines(binary).map(visibleBytes),
    odd,
  };
}

const ODD_TEXT = "text with bytes that are not text";
// In a compiled program about one byte in three starts such a run; in prose in Latin-1 at most one in ten.
const CHARACTERS_PER_ODD_RUN = 8;

type OddBytes = { runs: number; nuls: number; foreign: number; readonly odd: number[] };

function countOddBytes(binary: string): OddBytes {
  const found: OddBytes = { runs: 0, nuls: 0, foreign: 0, odd: [] };
  for (const { index, groups } of binary.matchAll(BYTES)) {
    const { nul, foreign } = groups ?? {};
    if (nul === undefined && foreign === undefined) continue;
    found.runs++;
    found.nuls += nul?.length ?? 0;
    found.foreign += foreign?.length ?? 0;
    const isFarEnough = index - (found.odd.at(-1) ?? -ODD_PLACES_APART) >= ODD_PLACES_APART;
    if (isFarEnough && found.odd.length < ODD_PLACES_SHOWN) found.odd.push(index);
  }
  return found;
}

function visibleBytes(line: string): string {
  return line.replace(BYTES, (piece: string, ...groups: unknown[]) => {
    const { text } = groups.at(-1) as Record<string, string | undefined>;
    if (text !== undefined) return visibleLine(Buffer.from(piece, "latin1").toString("utf8"));
    const code = piece.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
    return piece.length > 1 ? `⟦byte ${code} × ${piece.length}⟧` : `⟦byte ${code}⟧`;
  });
}

// Well-formed UTF-8 without NUL (Unicode, table 3-7), runs of NUL, and any other byte alone.
const UTF8_SEQUENCE = [
  String.raw`[\x01-\x7f]`,
  String.raw`[\xc2-\xdf][\x80-\xbf]`,
  String.raw`\xe0[\xa0-\xbf][\x80-\xbf]`,
  String.raw`\xed[\x80-\x9f][\x80-\xbf]`,
  String.raw`[\xe1-\xec\xee\xef][\x80-\xbf]{2}`,
  String.raw`\xf0[\x90-\xbf][\x80-\xbf]{2}`,
  String.raw`[\xf1-\xf3][\x80-\xbf]{3}`,
  String.raw`\xf4[\x80-\x8f][\x80-\xbf]{2}`,
].join("|");
const BYTES = new RegExp(String.raw`(?<text>(?:${UTF8_SEQUENCE})+)|(?<nul>\0+)|(?<foreign>[\x80-\xff])`, "g");

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
