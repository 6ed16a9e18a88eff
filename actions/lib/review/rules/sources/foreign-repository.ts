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
        const severity = isPatches(source) ? "alarm" : "warning";
        return inRecipe(severity, message, { reading: reading.new, names: /^source/, text: source.text });
      });
  },
};

/** Unpinned clones of others than the project, in packages that fetch the program itself as a settled file. */
function foreign(reading: PackageReading): PackageSource[] {
  const { evaluation } = reading;
  if (evaluation === null) return [];
  const sources = packageSources(evaluation);
  const url = originOf(topLevelText(reading, "url") ?? "");
  const program = sources.filter(({ vcs, origin }) => vcs === null && origin !== null);
  const own = [...program.flatMap(({ origin }) => origin ?? []), ...(url ? [url] : [])];
  if (program.length === 0) return [];
  return sources.filter(
    ({ vcs, origin, pin, ...source }) =>
      vcs !== null &&
      origin !== null &&
      (pin === null || pin.kind === "branch") &&
      !isSettled({ vcs, origin, pin, ...source }) &&
      !own.some((one) => sameOrigin(one, origin)),
  );
}

/** What is meant to change the program, by the name it is given or has. */
function isPatches({ text }: PackageSource): boolean {
  return /patch|fix|tweak|hotfix|crack|mod(s|ded)?\b/i.test(text);
}
