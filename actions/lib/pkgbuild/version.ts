/** `[epoch:]pkgver[-pkgrel]` in its parts; `epoch` "0" where none is written, `pkgrel` null likewise. */
export type Version = { readonly epoch: string; readonly pkgver: string; readonly pkgrel: string | null };

/** Splits as libalpm does: digits before the first colon are the epoch, what follows the last hyphen the pkgrel. */
export function splitVersion(version: string): Version {
  const hyphen = version.lastIndexOf("-");
  const pkgrel = hyphen < 0 ? null : version.slice(hyphen + 1);
  const front = hyphen < 0 ? version : version.slice(0, hyphen);
  const epoch = /^([0-9]*):/.exec(front);
  if (!epoch) return { epoch: "0", pkgver: front, pkgrel };
  return { epoch: epoch[1] || "0", pkgver: front.slice(epoch[0].length), pkgrel };
}

/**
 * Which of two versions pacman takes for the newer: -1 the second, 1 the first, 0 neither (vercmp(8)).
 * A pkgrel counts only where both have one. Not transitive for versions that end in a separator, as pacman's
 * own is not: 1.1 < 1..a < 1. < 1.1.
 */
export function vercmp(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  const [one, two] = [splitVersion(a), splitVersion(b)];
  return (
    compareSegments(one.epoch, two.epoch) ||
    compareSegments(one.pkgver, two.pkgver) ||
    (one.pkgrel === null || two.pkgrel === null ? 0 : compareSegments(one.pkgrel, two.pkgrel))
  );
}

/** rpm's comparison, as libalpm has it: runs of digits and runs of letters, one pair after the other. */
function compareSegments(a: string, b: string): -1 | 0 | 1 {
  if (a === b) return 0;
  let [one, two] = [a, b];
  while (one && two) {
    const [separatorOne, separatorTwo] = [separators(one), separators(two)];
    one = one.slice(separatorOne);
    two = two.slice(separatorTwo);
    if (!one || !two) break;
    if (separatorOne !== separatorTwo) return separatorOne < separatorTwo ? -1 : 1;
    const numeric = /^[0-9]/.test(one);
    const [segmentOne, segmentTwo] = numeric ? [digits(one), digits(two)] : [letters(one), letters(two)];
    if (!segmentTwo) return numeric ? 1 : -1;
    const order = numeric ? compareNumbers(segmentOne, segmentTwo) : compareText(segmentOne, segmentTwo);
    if (order) return order;
    one = one.slice(segmentOne.length);
    two = two.slice(segmentTwo.length);
  }
  return compareRests(one, two);
}

/** What is left when one has ended: letters make a version older ("1.0rc" < "1.0"), anything else newer. */
function compareRests(one: string, two: string): -1 | 0 | 1 {
  if (!one && !two) return 0;
  if (startsWithLetter(one)) return -1;
  if (one) return 1;
  return startsWithLetter(two) ? 1 : -1;
}

function compareNumbers(a: string, b: string): -1 | 0 | 1 {
  const [one, two] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  if (one.length !== two.length) return one.length < two.length ? -1 : 1;
  return compareText(one, two);
}

function compareText(a: string, b: string): -1 | 0 | 1 {
  return a === b ? 0 : a < b ? -1 : 1;
}

const separators = (text: string): number => /^[^A-Za-z0-9]*/.exec(text)?.[0].length ?? 0;
const digits = (text: string): string => /^[0-9]*/.exec(text)?.[0] ?? "";
const letters = (text: string): string => /^[A-Za-z]*/.exec(text)?.[0] ?? "";
const startsWithLetter = (text: string): boolean => /^[A-Za-z]/.test(text);
