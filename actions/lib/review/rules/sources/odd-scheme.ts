import { inRecipe } from "../../finding.ts";
import type { PackageSource } from "../../package-source.ts";
import type { Rule } from "../../rule.ts";
import { sourcePairs } from "../../source-pairs.ts";
import { quoted } from "../../words.ts";

/** `file:`, or a scheme makepkg has no program for: the build takes a file that this machine has or a person brings. */
export const oddScheme: Rule = {
  id: "source-odd-scheme",
  severities: ["note"],
  find(reading) {
    const pairs = sourcePairs(reading);
    const changed = pairs?.kept.filter((pair) => pair.new.protocol !== pair.old.protocol) ?? [];
    return [...changed.map((pair) => pair.new), ...(pairs?.added ?? [])].filter(isOdd).map((source) => {
      const message = `The source ${quoted(source.text)} has the scheme ${quoted(source.protocol)}: makepkg cannot download it, it must be there already.`;
      return inRecipe("note", message, { reading: reading.new, names: /^source/, text: source.text });
    });
  },
};

/** With the DLAGENTS that makepkg.conf comes with. */
const KNOWN = new Set(["local", "http", "https", "ftp", "rsync", "scp"]);

function isOdd({ protocol, vcs }: PackageSource): boolean {
  return vcs === null && !KNOWN.has(protocol);
}
