import type { Severity } from "../../../documents/index.ts";
import { inFile } from "../../finding.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";

/** Names that look like others, collide with them, or do things to terminals. */
export const oddFileName: Rule = {
  id: "file-name",
  severities: ["warning", "note"],
  find({ old, new: next }) {
    const paths = [...next.files.keys()];
    const twins = Map.groupBy(paths, (path) => path.normalize("NFKC").toLowerCase());
    return paths
      .filter((path) => !old?.files.has(path))
      .flatMap((path) => {
        const objection = objectionTo(path, twins.get(path.normalize("NFKC").toLowerCase()) ?? []);
        if (objection === null) return [];
        const [severity, why] = objection;
        return [
          inFile(severity, `The file name ${quoted(path)} ${why}.`, { file: path, line: null, text: path }),
        ];
      });
  },
};

const LONGEST_PATH = 255;

function objectionTo(path: string, twins: readonly string[]): readonly [Severity, string] | null {
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return ["warning", "holds characters that do not show"];
  const other = twins.find((twin) => twin !== path);
  if (other !== undefined)
    return ["warning", `differs from ${quoted(other)} only by case or by how letters are encoded`];
  if (path.length > LONGEST_PATH) return ["warning", `is ${path.length} characters long`];
  if (/(^|\/)-/.test(path)) return ["note", 'begins with "-": programs take it for an option'];
  if (
    /(^|\/)(PKGBUILD|\.SRCINFO)$/i.test(path.normalize("NFKC")) &&
    !/(^|\/)(PKGBUILD|\.SRCINFO)$/.test(path)
  )
    return ["warning", "looks like one that makepkg reads"];
  return null;
}
