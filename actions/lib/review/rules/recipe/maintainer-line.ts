import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** The comment that names the maintainer changed. Anybody can write anything there: it proves nothing. */
export const maintainerLine: Rule = {
  id: "maintainer-line",
  severities: ["note"],
  find({ old, new: next }) {
    if (old === null) return [];
    const before = maintainers(old).map(({ text }) => text);
    return maintainers(next)
      .filter(({ text }) => !before.includes(text))
      .map(({ text, line }) =>
        inFile("note", `A comment now says ${quoted(text)}; comments prove nothing about who wrote this.`, {
          file: "PKGBUILD",
          line,
          text,
        }),
      );
  },
};

function maintainers({ files }: PackageReading) {
  const lines = files.get("PKGBUILD")?.text?.split("\n") ?? [];
  return lines
    .map((line, at) => ({ text: line.trim(), line: at + 1 }))
    .filter(({ text }) => /^#+\s*(co-?)?maintainers?\b/i.test(text));
}
