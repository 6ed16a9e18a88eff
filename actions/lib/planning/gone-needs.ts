import type { Built } from "../documents/index.ts";
import type { BuildableMember } from "./members.ts";
import { familyOf, isLanguageFolder, type Platform } from "./platform.ts";
import type { Situation } from "./situation.ts";
import { usedValue } from "./uses.ts";

/**
 * Stands among the `uses` for the distribution. Its value is what took the place of things that published packages
 * needed when they were built or tried: that is how a cause counts once, even where the new build needs the old still.
 */
export const DISTRIBUTION = "core+extra";

/** Why an entry is rebuilt for the distribution; null: nothing it needs is gone, or it was already built for that. */
export function platformReason(member: BuildableMember, built: Built, situation: Situation): string | null {
  const known = new Set(usedValue(built.uses, DISTRIBUTION)?.split(" "));
  const gone = goneNeeds(member, situation).find(({ instead }) => !instead.every((one) => known.has(one)));
  if (gone === undefined) return null;
  const { need, repository, instead } = gone;
  if (isLanguageFolder(need))
    return `rebuilt because ${need} is gone: ${repository} now has ${instead.join(", ")}`;
  return `rebuilt because ${repository} no longer offers ${need}: it now offers ${instead.join(", ")}`;
}

/** Whether a build of now would be made for the same distribution; not compared counts as the same. */
export function samePlatform(then: Built["uses"], member: BuildableMember, situation: Situation): boolean {
  const known = new Set(usedValue(then, DISTRIBUTION)?.split(" "));
  return goneNeeds(member, situation).every(({ instead }) => instead.every((one) => known.has(one)));
}

/** What a build of now has among its `uses`, "" for none. Where nothing is compared, what was known before stays. */
export function platformValue(member: BuildableMember, situation: Situation): string {
  const { built, failure } = member.published ?? { built: null, failure: null };
  if (situation.world.platform === null) return usedValue((failure ?? built)?.uses ?? [], DISTRIBUTION) ?? "";
  const instead = goneNeeds(member, situation).flatMap((gone) => gone.instead);
  return [...new Set(instead)].sort().join(" ");
}

/** `instead`: what `repository` offers in its place. */
type Gone = {
  readonly need: string;
  readonly repository: "core" | "extra";
  readonly instead: readonly string[];
};

/**
 * What the published packages of an entry need and nobody offers any more. Only where the distribution has another
 * version of it: what it never had, such as libraries that a program brings in folders of its own, is not missed.
 */
function goneNeeds(
  { entry, published }: BuildableMember,
  { world: { platform } }: Situation,
): readonly Gone[] {
  if (platform === null || entry.settings.rebuildOn === "never") return [];
  const packages = published?.built?.packages ?? [];
  const needs = packages.flatMap((one) => [...one.needs, ...(platform.folders.get(one.pkgname) ?? [])]);
  const offered = [platform.core, platform.extra, platform.own];
  return [...new Set(needs)]
    .filter((need) => !offered.some((names) => names.get(familyOf(need))?.includes(need)))
    .flatMap((need) => successors(need, platform));
}

function successors(need: string, platform: Platform): readonly Gone[] {
  const found = (["core", "extra"] as const).map((repository) => ({
    need,
    repository,
    instead: mainVersions(platform[repository].get(familyOf(need)) ?? []),
  }));
  return found.filter(({ instead }) => instead.length > 0).slice(0, 1);
}

/** Without "libfoo.so=3.1.4-64" where there is "libfoo.so=3-64": the file that the latter links to. */
function mainVersions(names: readonly string[]): readonly string[] {
  const version = (name: string) => name.replace(/-\d+$/, "");
  return names
    .filter((name) => !names.some((other) => version(name).startsWith(`${version(other)}.`)))
    .sort();
}
