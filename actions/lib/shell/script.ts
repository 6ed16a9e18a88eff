/** A bash text, read without running any of it. Order is that of the text, nested commands after those they stand in. */
export type ShellScript = {
  readonly commands: readonly ShellCommand[];
  readonly assignments: readonly Assignment[];
  readonly functions: readonly ShellFunction[];
  /** What could not be parsed as bash does; everything around it is read. */
  readonly faults: readonly { readonly line: number; readonly message: string }[];
};

/** `line` and `endLine` count from 1 in the file; `within` names the function, null at top level. */
export type Place = { readonly line: number; readonly endLine: number; readonly within: string | null };

export type ShellFunction = { readonly name: string; readonly place: Place; readonly body: string };

/** A simple command; keywords, tests and arithmetic are none. */
export type ShellCommand = {
  /** The name first. Arrays and braces that are known have become several words; empty: only redirections. */
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  readonly place: Place;
  /** The next command of its pipeline. */
  readonly pipesInto: ShellCommand | null;
  /**
   * How it came to be read: empty when it stands in the text; else what would run it, outermost first: "eval",
   * "bash -c", "here-document of sh", "trap", "base64", "substitution of $(…)".
   */
  readonly via: readonly string[];
};

/** `target`: a file, a descriptor, or the text of `<<<` and `<<`. `descriptor` as written before the operator. */
export type Redirection = {
  readonly operator: string;
  readonly descriptor: number | null;
  readonly target: Word;
};

/** After quote removal and expansion of what is known. */
export type Word = {
  /** As written. */
  readonly raw: string;
  /** Known text, and null for each part that is not: a parameter set elsewhere, the output of a command. */
  readonly parts: readonly (string | null)[];
  /** How letters were hidden that a reader would look for. */
  readonly disguises: readonly Disguise[];
};

/** Ways of writing a word so that it does not show in the text: `'b''u''n'`, `$'\x62un'`, `${a[2]}${a[0]}`, … */
export type Disguise = "quote-splice" | "escape" | "array-index" | "substring" | "indirection" | "decoded";

/** `name=value`, `name+=(…)`, declare and export included. */
export type Assignment = {
  readonly name: string;
  readonly index: string | null;
  readonly append: boolean;
  /** null: a text; else the elements. */
  readonly elements: readonly Word[] | null;
  readonly value: Word | null;
  readonly place: Place;
};
