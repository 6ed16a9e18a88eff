import { inRecipe } from "../../finding.ts";
import { isSettled, type PackageSource, packageSources } from "../../package-source.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { originName, originOf, sameOrigin } from "../../source-origin.ts";
import { topLevelText } from "../../top-level.ts";
import { quoted } from "../../words.ts";

/**
 * Beside the program a repository of somebody else is cloned, at whatever its branch holds on the day of the build:
 * how remote access trojans came as "patches" in July 2025.
 */
export const foreignRepository: Rule = {
  id: "source-foreign-repository",
  severities: ["alarm", "warning"],
  find(reading) {
    const before = new Set(reading.old ? foreign(reading.old).map(({ address }) => address) : []);
    return foreign(reading.new)
      .filter(({ address }) => !before.has(address))
      .map((source) => {
        const owner = source.origin ? originName(source.origin) : source.address;
        const message = `${quoted(source.text)} clones a repository of ${quoted(owner)}, who is neither where the program comes from nor its \`url\`, and follows its branch: what is in it on the day of the build is not reviewed.`;
        const severity = changesTheProgram(source) ? "alarm" : "warning";
        return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: source.text });
      });
  },
};

/**
 * Unpinned clones of others than the project. Where the program itself is such a clone, its libraries are too: then
 * only those count that are there to change it.
 */
function foreign(reading: PackageReading): PackageSource[] {
  const { evaluation } = reading;
  if (evaluation === null) return [];
  const sources = packageSources(evaluation);
  const url = originOf(topLevelText(reading, "url") ?? "");
  const hasFile = sources.some(({ vcs, origin }) => vcs === null && origin !== null);
  return sources.filter((source) => {
    const { origin } = source;
    if (origin === null || !isMoving(source)) return false;
    const others = sources
      .filter((one) => one !== source && (one.vcs === null || !hasFile))
      .flatMap((one) => one.origin ?? []);
    // The only one is the program.
    if (others.length === 0) return false;
    if ([...others, ...(url ? [url] : [])].some((one) => sameOrigin(one, origin))) return false;
    return hasFile || changesTheProgram(source);
  });
}

function isMoving(source: PackageSource): boolean {
  return source.vcs !== null && source.pin?.kind !== "tag" && !isSettled(source);
}

/** What is meant to change the program, by the name it is given or has. */
function changesTheProgram({ text }: PackageSource): boolean {
  return /(^|[^a-z])(patch(es|ed)?|(hot)?fix(es|ed)?|tweaks?|crack(ed)?)([^a-z]|$)/i.test(text);
}
