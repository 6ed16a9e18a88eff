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
      const words = movedWords(
        added.map((name) => visibleName(name)),
        reading.old === null ? [] : old.filter((name) => !next.includes(name)).map(visibleName),
      );
      if (words === null) return [];
      const providers = added.length > 0 ? `; ${providersOf(added, reading)}` : "";
      const message = `\`${kind}\` ${reading.old === null ? "holds" : "changed"}: ${words}${providers}.`;
      const side = added.length > 0 ? ("new" as const) : ("old" as const);
      const where = side === "new" || reading.old === null ? reading.new : reading.old;
      const text = added[0] ?? old.find((name) => !next.includes(name)) ?? "";
      return [inRecipe("note", message, { reading: where, names: new RegExp(`^${kind}`), text, side })];
    });
  },
};

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

function providersOf(names: readonly string[], { change }: ChangeReading): string {
  const groups = Map.groupBy(names, (name) => providerOf(name, change.surroundings));
  return [...groups].map(([who, theirs]) => `${listed(theirs.map(visibleName))} ${who}`).join(", ");
}

function providerOf(name: string, { distribution, ownNames }: Surroundings): string {
  if (ownNames.has(name)) return "from this repository";
  if (distribution === null) return "from an unknown place (the names of core and extra could not be read)";
  if (distribution.version(name) !== null) return "from the distribution";
  const [provider] = distribution.providers(name);
  return provider
    ? `from the distribution (${provider.pkgname})`
    : "from neither the distribution nor this repository";
}
