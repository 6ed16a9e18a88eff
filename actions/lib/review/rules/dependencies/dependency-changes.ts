import { type Evaluation, parseDependency } from "../../../pkgbuild/index.ts";
import type { Surroundings } from "../../change.ts";
import { inRecipe } from "../../finding.ts";
import type { ChangeReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { listed, movedWords, quoted } from "../../words.ts";

/** What the package needs changed, and who has what it needs now. */
export const dependencyChanges: Rule = {
  id: "dependencies",
  severities: ["note"],
  find(reading) {
    return KINDS.flatMap((kind) => {
      const [old, next] = dependencyNames(reading, kind);
      const added = next.filter((name) => !old.includes(name));
      const removed = old.filter((name) => !next.includes(name));
      const [first = removed[0]] = added;
      if (first === undefined) return [];
      const words =
        reading.old === null
          ? `holds: ${listed(added.map(visibleName), MOST_NAMES)}`
          : `changed: ${movedWords(added.map(visibleName), removed.map(visibleName), MOST_NAMES)}`;
      const providers = added.length > 0 ? `; ${providersOf(added, reading)}` : "";
      const side = added.length > 0 ? ("new" as const) : ("old" as const);
      const where = side === "old" && reading.old ? reading.old : reading.new;
      const at = { reading: where, names: new RegExp(`^${kind}`), text: first, side };
      return [inRecipe("note", `\`${kind}\` ${words}${providers}.`, at)];
    });
  },
};

/** A reader wants to see each of them; lists of the largest packages aside. */
const MOST_NAMES = 30;
const KINDS = ["depends", "makedepends", "checkdepends"] as const;
type Kind = (typeof KINDS)[number];

/** Names without versions, those of split packages included; empty on both sides where one is not resolved. */
export function dependencyNames(
  { old, new: next }: ChangeReading,
  kind: Kind,
): readonly [readonly string[], readonly string[]] {
  if (!next.evaluation || (old !== null && !old.evaluation)) return [[], []];
  return [old?.evaluation ? names(old.evaluation, kind) : [], names(next.evaluation, kind)];
}

function names(evaluation: Evaluation, kind: Kind): string[] {
  const own = evaluation[kind];
  const split = kind === "depends" ? evaluation.packages.flatMap(({ depends }) => depends) : [];
  return [...new Set([...own, ...split].map((text) => parseDependency(text).name))];
}

function visibleName(name: string): string {
  return /^[\w@.+:-]+$/.test(name) ? name : quoted(name);
}

/** "from the distribution" for all, or who has which of them. */
function providersOf(names: readonly string[], { change }: ChangeReading): string {
  if (change.surroundings.distribution === null)
    return "who has what is unknown, since the names of core and extra are not known here";
  const groups = Map.groupBy(names, (name) => providerOf(name, change.surroundings));
  const [only] = groups.keys();
  if (groups.size === 1) return `${only}`;
  return [...groups]
    .map(([who, theirs]) => `${listed(theirs.map(visibleName), MOST_NAMES)} ${who}`)
    .join(", ");
}

function providerOf(name: string, { distribution, ownNames }: Surroundings): string {
  if (ownNames.has(name)) return "from this repository";
  if (distribution && distribution.version(name) !== null) return "from the distribution";
  const [provider] = distribution?.providers(name) ?? [];
  return provider
    ? `from the distribution (${visibleName(provider.pkgname)})`
    : "from neither the distribution nor this repository";
}
