import { inFile } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** `.gitattributes` that keep git from showing what changed, or change files on their way. */
export const gitAttributes: Rule = {
  id: "gitattributes-hides",
  severities: ["warning"],
  find({ old, new: next }) {
    const before = new Set(old ? hidingLines(old).map(({ text }) => text) : []);
    return hidingLines(next)
      .filter(({ text }) => !before.has(text))
      .map(({ file, line, text }) => {
        const message = `${quoted(text)} makes git hide or rewrite files in its diffs; this review reads them whole all the same.`;
        return inFile("warning", message, { file, line, text });
      });
  },
};

const HIDING =
  /\s(-diff|-text\s+-diff|binary|diff=\S+|filter=\S+|export-subst|export-ignore|ident|working-tree-encoding=\S+|linguist-generated(=true)?|linguist-vendored(=true)?)(\s|$)/;

function hidingLines({ files }: PackageReading) {
  return [...files]
    .filter(([path]) => path === ".gitattributes" || path.endsWith("/.gitattributes"))
    .flatMap(([file, { text }]) =>
      (text ?? "").split("\n").map((line, at) => ({ file, line: at + 1, text: line.trim() })),
    )
    .filter(({ text }) => !text.startsWith("#") && HIDING.test(text) && !isOrdinary(text));
}

/** Pictures, fonts and archives are binary for everybody. */
function isOrdinary(line: string): boolean {
  return /^\*\.(png|jpe?g|gif|ico|webp|svgz|ttf|otf|woff2?|gz|xz|zst|bz2|zip|tar|gpg|sig|pdf)\s/i.test(line);
}

/** A pointer that git-lfs would replace by a file from its own server. */
export const lfsPointer: Rule = {
  id: "lfs-pointer",
  severities: ["note"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(([path, { text }]) => isPointer(text) && old?.files.get(path)?.text !== text)
      .map(([path]) => {
        const message = `${quoted(path)} is a pointer of git-lfs: the file itself is on another server, is not fetched and was not reviewed.`;
        return inFile("note", message, { file: path, line: 1 });
      });
  },
};

function isPointer(text: string | null): boolean {
  return text?.startsWith("version https://git-lfs.github.com/spec/v1\n") ?? false;
}
