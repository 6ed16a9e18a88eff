import type { Judge } from "./judge.ts";
import { accept, type Parsed, quote, refuse } from "./problem.ts";
import type { NamedEntry } from "./shape.ts";

/**
 * A pkgname as makepkg accepts it (the schema has checked that); never one that JavaScript objects have already,
 * since names become keys of JSON objects.
 */
export function parsePackageName(name: string): Parsed<string> {
  if (!(name in Object.prototype)) return accept(name);
  return refuse("package-name", `${quote(name)} is a reserved word`, "no package has this name; remove it");
}

/** A package's name that can also be a folder and the branch autorepo/update/NAME. */
export function parseEntryName(name: string): Parsed<string> {
  if (name in Object.prototype) return refuse("entry-name", `${quote(name)} is a reserved word`, RENAME);
  if (/\.\.|\.$|\.lock$/.test(name)) {
    const says = `${quote(name)} cannot be part of a git branch (git-check-ref-format)`;
    return refuse("entry-name", says, RENAME);
  }
  return accept(name);
}

const RENAME = 'choose another name for the entry, and name what it publishes in its "packages:"';

type Claim = { readonly pkgname: string; readonly entry: string; readonly pointer: string };

/** Names that two entries publish (also when only their case differs), and the keyring's, which publish writes. */
export function checkPublishedNames(
  entries: readonly NamedEntry[],
  keyring: string | null,
  judge: Judge,
): void {
  const owners = new Map<string, Claim>();
  for (const claim of entries.flatMap(claimsOf)) {
    const folded = claim.pkgname.toLowerCase();
    const owner = owners.get(folded);
    if (claim.pkgname === keyring) refuseKeyring(claim, judge);
    else if (owner !== undefined && owner.entry !== claim.entry) refuseSecondOwner(claim, owner, judge);
    else owners.set(folded, claim);
  }
  for (const { name, pointer, written } of entries) {
    const isNamed = name === keyring && written.packages !== undefined;
    if (isNamed) refuseKeyring({ pkgname: name, entry: name, pointer }, judge);
  }
}

function claimsOf({ name, pointer, written }: NamedEntry): Claim[] {
  if (written.packages === undefined) return [{ pkgname: name, entry: name, pointer }];
  return written.packages.flatMap((pkgname, index) =>
    pkgname === null ? [] : [{ pkgname, entry: name, pointer: `${pointer}/packages/${index}` }],
  );
}

function refuseKeyring({ pkgname, pointer }: Claim, judge: Judge): void {
  judge.refuse(
    { pointer, at: "key" },
    {
      rule: "keyring-name",
      says: `${quote(pkgname)} is the keyring package, which publish writes itself`,
      fix: "remove it; publish adds the package whenever there is a key",
    },
  );
}

function refuseSecondOwner(claim: Claim, owner: Claim, judge: Judge): void {
  const line = judge.lineOf(owner.pointer);
  const fix = 'remove one of the two, or name what each publishes in its "packages:"';
  judge.refuse(
    { pointer: claim.pointer, at: "key" },
    {
      rule: "published-twice",
      says: `${quote(claim.pkgname)} is published by the entry ${quote(owner.entry)} already (line ${line})`,
      fix,
    },
  );
}
