/** Text of which some may be unknown (null): never two known or two unknown parts side by side, never an empty part. */
export type Parts = readonly (string | null)[];

export const EMPTY: Parts = [];
export const UNKNOWN: Parts = [null];

/** Stands for what is not known in a text that is parsed; a file that holds it is unknown there. */
export const UNKNOWN_MARK = "\ue0f7";

export function known(text: string): Parts {
  if (text.includes(UNKNOWN_MARK))
    return text
      .split(/(\ue0f7+)/)
      .flatMap((piece, at) => (at % 2 === 1 ? [null] : piece === "" ? [] : [piece]));
  return text === "" ? EMPTY : [text];
}

/** The text, or null where any of it is unknown. */
export function textOf(parts: Parts): string | null {
  if (parts.length === 0) return "";
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : null;
}

export function joined(pieces: readonly Parts[]): Parts {
  if (pieces.length === 1) return pieces[0] ?? EMPTY;
  const parts: (string | null)[] = [];
  for (const part of pieces.flat()) append(parts, part);
  return parts;
}

export function append(parts: (string | null)[], part: string | null): void {
  const last = parts.at(-1);
  if (part === "" || (part === null && last === null)) return;
  if (part !== null && typeof last === "string") parts[parts.length - 1] = last + part;
  else parts.push(part);
}

export function sameParts(left: Parts, right: Parts): boolean {
  return left === right || (left.length === right.length && left.every((part, at) => part === right[at]));
}
