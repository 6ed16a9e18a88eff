/** One file before and after, from its bytes alone: names, attributes and modes have no say in how it is shown. */
export type Comparison = IdenticalFile | TextComparison | BinaryComparison | UnreadFile;

export type IdenticalFile = { readonly kind: "identical"; readonly bytes: number };

export type TextComparison = {
  readonly kind: "text";
  /** null: the file is new. */
  readonly old: SideFacts | null;
  /** null: the file is gone. */
  readonly new: SideFacts | null;
  /** Both files whole, in the order of a unified diff. */
  readonly lines: readonly ComparedLine[];
  readonly added: number;
  readonly removed: number;
  /** Why what lies between the first and last difference is shown as replaced as a whole; null: it is not. */
  readonly coarse: string | null;
  /** Surroundings of bytes that are not text; at most a few. */
  readonly excerpts: readonly HexExcerpt[];
};

export type BinaryComparison = {
  readonly kind: "binary";
  readonly old: SideFacts | null;
  readonly new: SideFacts | null;
  /** The beginning of each side, and where they first differ. */
  readonly excerpts: readonly HexExcerpt[];
};

/** Nobody looked into it: with the files before it, it is more than a person could read. */
export type UnreadFile = {
  readonly kind: "unread";
  readonly old: SideFacts | null;
  readonly new: SideFacts | null;
};

export type SideFacts = {
  readonly bytes: number;
  /** What the first bytes say, in words: "text", "ELF executable or library", "data". */
  readonly kind: string;
  /** What a reader would not see, in words: "2 NUL bytes", "no newline at the end". */
  readonly oddities: readonly string[];
};

export type ComparedLine = {
  readonly kind: "context" | "removed" | "added";
  /** Line numbers, counted from 1; null: not on that side. */
  readonly old: number | null;
  readonly new: number | null;
  /** The line made visible (`visibleLine`), without its newline. */
  readonly text: string;
  /** False for a last line without newline. */
  readonly newline: boolean;
};

export type HexExcerpt = {
  readonly side: "old" | "new";
  /** Of the byte it is about. */
  readonly offset: number;
  /** Rows of 16 bytes: offset, hexadecimal digits, printable ASCII. */
  readonly rows: readonly string[];
};
