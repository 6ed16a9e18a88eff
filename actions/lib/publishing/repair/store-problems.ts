import type { PublishedEntry } from "../../documents/index.ts";
import type { Entry } from "../../packages-yaml/packages-yaml.ts";
import { heldEntries } from "../../planning/index.ts";
import type { OwnedPackage } from "../deciding/names.ts";
import { keyringName } from "../keyring/keyring.ts";
import { signatureKey } from "../objects/signatures.ts";
import { isLost, type ObjectFault } from "./verify-objects.ts";

export type StoreProblem = {
  readonly key: string;
  readonly problem: ObjectFault["problem"] | "outdated" | "newer" | "stray" | "unseen";
  /** What it is, and what to do. */
  readonly message: string;
};

export type RemedyFacts = {
  readonly repositoryName: string;
  /** What is published. */
  readonly entries: readonly PublishedEntry[];
  /** The entries of packages.yaml; null: not known, and taken to list what is published. */
  readonly tip: readonly Entry[] | null;
  /** Whether the state is what it has to be, so that a publication would go on from it. */
  readonly isGenuine: boolean;
};

/** What is wrong with objects, each with what a person does about it that works as things stand. */
export function storeProblems(faults: readonly ObjectFault[], facts: RemedyFacts): readonly StoreProblem[] {
  const lost = faults.filter(isLost);
  const keyring = keyringName(facts.repositoryName);
  const situation = {
    ...facts,
    hasBase: !lost.some(({ object }) => object.owned === null && object.key.endsWith(".files")),
    hasPackages: lost.every(({ object: { owned } }) => owned === null || owned.owner === keyring),
  };
  return faults.map((fault) => problemOf(fault, situation));
}

/** The last resort, told once; null: no package is lost that is to be built again. */
export function dropNote(faults: readonly ObjectFault[], facts: RemedyFacts): string | null {
  const owned = faults.filter(isLost).flatMap(({ object }) => object.owned ?? []);
  const isAwaited = ({ owner, published: { pkgname } }: OwnedPackage) =>
    owner !== keyringName(facts.repositoryName) && sourceOf({ owner, pkgname }, facts).kind !== "unlisted";
  const names = owned.filter(isAwaited).map(({ published }) => published.pkgname);
  if (names.length === 0 || !facts.isGenuine) return null;
  return `clients who ask for what is lost fail until it is there; ${dropCommand(names)} takes it out until it is built again`;
}

type Situation = RemedyFacts & {
  /** Whether the database is there from which the next one is written. */
  readonly hasBase: boolean;
  /** Whether all packages are there that make databases anew. */
  readonly hasPackages: boolean;
};

function problemOf(fault: ObjectFault, situation: Situation): StoreProblem {
  const { object, problem, found } = fault;
  const { key, expected, owned } = object;
  if (!isLost(fault)) return signatureProblem(fault, situation);
  const what = problem === "missing" ? "is gone" : `has sha256 ${found}, not ${expected.sha256}`;
  const remedy = owned === null ? databaseRemedy(situation) : packageRemedy(owned, situation);
  return { key, problem, message: `${key} ${what}: ${remedy}` };
}

function signatureProblem(
  { object: { key, signedBy }, problem }: ObjectFault,
  { isGenuine }: Situation,
): StoreProblem {
  const name = signatureKey(key);
  const what = problem === "unsigned" ? "is gone" : `is no signature by ${signedBy} that holds now`;
  const repaired = isGenuine
    ? "`scripts/autorepo verify --repair` makes it again with AUTOREPO_SIGNING_KEY"
    : "the repair of state.json makes it again";
  return { key: name, problem, message: `${name} ${what}, clients refuse ${key}: ${repaired}` };
}

function databaseRemedy({ hasPackages }: Situation): string {
  const repair = "`scripts/autorepo verify --repair` writes it anew from the packages";
  return hasPackages ? repair : `${repair}, once all of them are there or let go`;
}

function packageRemedy({ owner, published: { pkgname } }: OwnedPackage, situation: Situation): string {
  const { repositoryName, isGenuine, hasBase } = situation;
  if (!isGenuine)
    return "restore it from a copy, or mend state.json first: the repair tells how to go on without it";
  if (owner === keyringName(repositoryName)) {
    // Nobody builds it: publishing writes it.
    return "restore it from a copy; else `scripts/autorepo verify --repair` writes it anew with AUTOREPO_SIGNING_KEY";
  }
  const source = sourceOf({ owner, pkgname }, situation);
  if (source.kind === "unlisted") {
    const command = source.isOwnerListed || !hasBase ? dropCommand([pkgname]) : "`scripts/autorepo run`";
    return `packages.yaml no longer lists it, ${command} takes it out`;
  }
  return hasBase ? `restore it from a copy, or ${again(source, pkgname)}` : withoutIt(pkgname);
}

function again(source: Exclude<Source, { kind: "unlisted" }>, pkgname: string): string {
  switch (source.kind) {
    case "built":
      return `build it again: \`scripts/autorepo run --rebuild --packages ${source.entry}\``;
    case "held":
      return `build it again, which a rollback holds: \`scripts/autorepo release ${source.entry}\`, then \`scripts/autorepo run\``;
    case "unreviewed":
      return `until ${source.entry} has a reviewed \`ref\` go on without it: ${dropCommand([pkgname])}`;
  }
}

function withoutIt(pkgname: string): string {
  return `restore it from a copy, or go on without it: ${dropCommand([pkgname])}, and \`scripts/autorepo run\` builds it again`;
}

/** Where a package would come from again. */
type Source =
  | { readonly kind: "built" | "held" | "unreviewed"; readonly entry: string }
  | { readonly kind: "unlisted"; readonly isOwnerListed: boolean };

function sourceOf(
  { owner, pkgname }: { readonly owner: string; readonly pkgname: string },
  { entries, tip }: RemedyFacts,
): Source {
  if (tip === null) return { kind: "built", entry: owner };
  const entry = builderOf({ owner, pkgname }, tip);
  if (entry === null) return { kind: "unlisted", isOwnerListed: tip.some(({ name }) => name === owner) };
  if (heldEntries(entries, tip).has(entry.name)) return { kind: "held", entry: entry.name };
  const isReviewed = entry.ref !== null || "local" in entry.source;
  return { kind: isReviewed ? "built" : "unreviewed", entry: entry.name };
}

/** The entry of packages.yaml that may publish a name, its owner before others; null: none lists it. */
export function builderOf(
  { owner, pkgname }: { readonly owner: string; readonly pkgname: string },
  tip: readonly Entry[],
): Entry | null {
  const lists = tip.filter(({ publishes }) => publishes.includes(pkgname));
  return lists.find(({ name }) => name === owner) ?? lists[0] ?? null;
}

/** The command that goes on without packages that are lost; `also`: further options that the repair needs. */
export function dropCommand(pkgnames: readonly string[], also = ""): string {
  const names = pkgnames.length > NAMES_SHOWN ? "'*'" : pkgnames.join();
  return `\`scripts/autorepo verify --repair${also} --drop ${names}\``;
}

const NAMES_SHOWN = 10;
