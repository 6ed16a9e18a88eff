/**
 * Whether a text became another only where it holds a version: its letters up to the first digit are the same, or
 * both are a commit's or a checksum's digits. Nothing in it may lead to another place.
 */
export function movesOnlyVersion(old: string, next: string): boolean {
  if (old === next) return true;
  const [before, after] = [pieces(old), pieces(next)];
  return before.length === after.length && after.every((piece, at) => samePiece(before[at] ?? "", piece));
}

/** Split where an address is: a version stands within one piece. */
function pieces(text: string): string[] {
  return text.replace(/^(["'])(.*)\1$/s, "$2").split(/(?<=[/:#?=&$@{}])|(?=[/:#?=&$@{}])/);
}

function samePiece(old: string, next: string): boolean {
  if (old === next) return true;
  if (isHash(old) && isHash(next)) return true;
  const [one, two] = [digitsAt(old), digitsAt(next)];
  if (one < 0 || two < 0 || old.slice(0, one) !== next.slice(0, two)) return false;
  return /^[\w.+~^-]*$/.test(next) && wordsOf(old) === wordsOf(next);
}

/** What stands between dots without a digit: a domain has such words at its end, and they may not become others. */
function wordsOf(text: string): string {
  const labels = text.split(".").filter((label) => /^[A-Za-z-]+$/.test(label));
  return labels.join(".");
}

function isHash(text: string): boolean {
  return /^[0-9a-fA-F]{7,128}$/.test(text);
}

function digitsAt(text: string): number {
  return text.search(/[0-9]/);
}
