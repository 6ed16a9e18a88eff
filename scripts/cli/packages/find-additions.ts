import type { TrackedEntry } from "../../../actions/detect/find-heads.ts";
import type { Reading } from "../../../actions/detect/open-reading.ts";
import type { AurPackage } from "../../../actions/lib/aur/index.ts";
import { metadataOf, parseDependency } from "../../../actions/lib/pkgbuild/index.ts";
import { readChange } from "../../../actions/lib/review/index.ts";
import type { JudgedChange } from "../reviewing/show-review.ts";
import { type FoundUpstream, firstReview } from "./first-review.ts";
import { dependenciesOf } from "./listed-packages.ts";
import { lackingOf, type Offer } from "./offered-packages.ts";

/** A package to look for: by a name of the AUR, or where it is. */
export type Wish =
  | { readonly kind: "aur"; readonly name: string; readonly neededBy: string | null }
  | {
      readonly kind: "git";
      readonly name: string;
      readonly git: string;
      readonly branch: string | null;
      readonly path: string;
      readonly neededBy: null;
    };

/** A package that may be listed, reviewed as a whole. */
export type Addition = {
  readonly name: string;
  readonly wish: Wish;
  readonly commit: string;
  /** Names that it builds; as the AUR says where the recipe could not be resolved. */
  readonly publishes: readonly string[];
  /** What it needs that nobody else offers; null: its recipe could not be resolved. */
  readonly needs: readonly string[] | null;
  readonly judged: JudgedChange;
};

/** `reason`: why it cannot be listed; `isUnreachable`: it may be there, and could not be read now. */
export type NotFound = {
  readonly name: string;
  readonly neededBy: string | null;
  readonly reason: string;
  readonly isUnreachable: boolean;
};
export type Found = { readonly additions: readonly Addition[]; readonly missing: readonly NotFound[] };

export type Search = {
  readonly reading: Reading;
  /** The entry as packages.yaml would have it, before its review; a sentence where it cannot have it. */
  readonly entryFor: (name: string, wish: Wish) => TrackedEntry | string;
  /** Of what packages.yaml lists. */
  readonly offers: readonly Offer[];
  /** Told of each package that is looked at. */
  readonly begin: (name: string) => void;
};

/** More packages than any one needs from the AUR; a chain that somebody made up ends here. */
const MOST_ADDITIONS = 200;

const TOO_MANY = `more than ${MOST_ADDITIONS} packages would be added at once`;

/** A package and, of what it needs, all that neither packages.yaml nor core and extra offer. Cycles end. */
export async function findAdditions(search: Search, first: Wish): Promise<Found> {
  const additions = new Map<string, Addition>();
  const missing: NotFound[] = [];
  const asked = new Set<string>();
  const provided: Offer[] = [...search.offers];
  for (let round: readonly Wish[] = [first]; round.length > 0; ) {
    for (const { name } of round) asked.add(name);
    const located = await locate(search, round);
    missing.push(...located.missing);
    const fresh = located.places.filter(({ name }) => !additions.has(name));
    const room = MOST_ADDITIONS - additions.size;
    const reviewed = await reviewAll(search, fresh.slice(0, room));
    missing.push(...reviewed.missing, ...fresh.slice(room).map(({ wish }) => notFound(wish, TOO_MANY)));
    for (const { addition, offer } of reviewed.found) {
      additions.set(addition.name, addition);
      provided.push(offer);
    }
    round = wishesOf(search, { added: reviewed.found.map(({ addition }) => addition), provided, asked });
  }
  const all = [...additions.values()];
  const needs = (one: Addition) =>
    one.needs && lackingOf(one.needs, search.offers, search.reading.distribution);
  // What a package of a later round provides was asked for in an earlier one.
  const isLacking = ({ name }: NotFound) =>
    lackingOf([name], provided, search.reading.distribution).length > 0;
  return { additions: all.map((one) => ({ ...one, needs: needs(one) })), missing: missing.filter(isLacking) };
}

/** Where a package is; `aur`: what the AUR says of it. */
export type Place = {
  readonly name: string;
  readonly wish: Wish;
  readonly aur: AurPackage | "unknown" | null;
};

type Located = { readonly places: readonly Place[]; readonly missing: readonly NotFound[] };

/** By one question to the AUR: pkgnames lead to the pkgbase that builds them. */
async function locate({ reading }: Search, wishes: readonly Wish[]): Promise<Located> {
  const names = new Set(wishes.flatMap((wish) => (wish.kind === "aur" ? [wish.name] : [])));
  const answer =
    names.size === 0 ? null : await reading.aur.read({ etag: null, pkgbases: names, pkgnames: names });
  if (answer?.kind === "unavailable") reading.note(`the AUR did not say what it has: ${answer.reason}`);
  const packages = answer?.kind === "read" ? [...answer.packages.values()] : null;
  const places = new Map<string, Place>();
  const missing: NotFound[] = [];
  for (const wish of wishes) {
    const aur = wish.kind === "git" ? null : packages === null ? "unknown" : builderOf(wish.name, packages);
    if (wish.kind === "aur" && aur === null) missing.push(notFound(wish, NOWHERE));
    else {
      const name = aur !== null && aur !== "unknown" ? aur.pkgbase : wish.name;
      if (!places.has(name)) places.set(name, { name, wish, aur });
    }
  }
  return { places: [...places.values()], missing };
}

const NOWHERE = "the AUR has no package of this name; one that provides it can be added by its own name";

function builderOf(name: string, packages: readonly AurPackage[]): AurPackage | null {
  const builders = packages.filter(({ pkgnames }) => pkgnames.includes(name));
  const own = builders.find(({ pkgbase }) => pkgbase === name);
  return own ?? builders[0] ?? packages.find(({ pkgbase }) => pkgbase === name) ?? null;
}

type Reviewed = {
  readonly found: readonly { readonly addition: Addition; readonly offer: Offer }[];
  readonly missing: readonly NotFound[];
};

async function reviewAll(search: Search, places: readonly Place[]): Promise<Reviewed> {
  const left = [...places];
  const answers = new Map<string, FoundUpstream>();
  const work = async () => {
    for (let place = left.shift(); place !== undefined; place = left.shift()) {
      search.begin(place.name);
      const entry = search.entryFor(place.name, place.wish);
      const answer =
        typeof entry === "string"
          ? ({ kind: "unreadable", reason: entry, isUnreachable: false } as const)
          : await firstReview(search.reading, entry, place.aur);
      answers.set(place.name, answer);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const found: Reviewed["found"][number][] = [];
  const missing: NotFound[] = [];
  for (const place of places) {
    const answer = answers.get(place.name);
    if (answer?.kind === "reviewed") found.push(additionOf(place, answer));
    else missing.push(notFound(place.wish, answer?.reason ?? "it was not looked at", answer?.isUnreachable));
  }
  return { found, missing };
}

const AT_ONCE = 6;

function notFound({ name, neededBy }: Wish, reason: string, isUnreachable = false): NotFound {
  return { name, neededBy, reason, isUnreachable };
}

function additionOf(
  { name, wish, aur }: Place,
  { judged }: Extract<FoundUpstream, { kind: "reviewed" }>,
): Reviewed["found"][number] {
  const { to } = judged.change;
  const { evaluation } = readChange(judged.change).new;
  const metadata = evaluation === null ? null : metadataOf(evaluation, to.tree);
  const said = aur !== null && aur !== "unknown" ? aur.pkgnames : [name];
  const publishes = metadata?.packages.map(({ pkgname }) => pkgname) ?? said;
  const needs = metadata === null ? null : dependenciesOf(metadata);
  const provides = metadata?.packages.flatMap((one) => one.provides) ?? [];
  const commit = to.commit ?? "";
  return { addition: { name, wish, commit, publishes, needs, judged }, offer: { publishes, provides } };
}

type Round = {
  readonly added: readonly Addition[];
  readonly provided: readonly Offer[];
  readonly asked: ReadonlySet<string>;
};

function wishesOf({ reading }: Search, { added, provided, asked }: Round): readonly Wish[] {
  const wishes = new Map<string, Wish>();
  for (const { name: neededBy, needs } of added) {
    for (const dependency of lackingOf(needs ?? [], provided, reading.distribution)) {
      const { name } = parseDependency(dependency);
      if (!asked.has(name) && !wishes.has(name)) wishes.set(name, { kind: "aur", name, neededBy });
    }
  }
  return [...wishes.values()];
}
