import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import type { PackageTree, TreeFile } from "../../upstream/index.ts";
import type { Change } from "../change.ts";

/** A change of a package, written as one text: a story, then the files of both sides. */
export type Fixture = {
  readonly name: string;
  readonly story: string;
  /** Rules whose warning a harmless change may bring: somebody should look. */
  readonly warns: readonly string[];
  readonly change: Change;
};

/** Texts in a folder beside this file. */
export async function readFixtures(folder: string): Promise<Fixture[]> {
  const base = new URL(`${folder}/`, import.meta.url);
  const names = (await readdir(base)).filter((name) => name.endsWith(".txt")).sort();
  return Promise.all(
    names.map(async (name) =>
      parseFixture(name.replace(/\.txt$/, ""), await readFile(new URL(name, base), "utf8")),
    ),
  );
}

/** `-- old/PKGBUILD --` begins a file of the old side; "both" is both; behind the path: executable, base64. */
const HEADER = /^-- (old|new|both)\/(\S+)((?: (?:executable|base64))*) --$/;

export function parseFixture(name: string, text: string): Fixture {
  const [head = "", ...sections] = text.split(/^(?=-- (?:old|new|both)\/)/m);
  const files = sections.map(parseSection);
  const side = (one: "old" | "new") => files.filter((file) => file.side === one || file.side === "both");
  const from = side("old").length > 0 && files.some((file) => file.side !== "new") ? side("old") : null;
  const warns = /^warns: (.*)$/m.exec(head)?.[1]?.split(", ") ?? [];
  const story = head.replace(/^warns: .*$/m, "").trim();
  return { name, story, warns, change: changeOf(from, side("new")) };
}

type Section = { readonly side: string; readonly file: TreeFile };

function parseSection(text: string): Section {
  const [header = "", ...lines] = text.split("\n");
  const [, side, path, flags = ""] = HEADER.exec(header) ?? [];
  if (side === undefined || path === undefined)
    throw new Error(`A fixture has a header that cannot be read: ${header}`);
  const body = lines.join("\n");
  const content = Buffer.from(body, flags.includes("base64") ? "base64" : "utf8");
  return { side, file: { path, kind: flags.includes("executable") ? "executable" : "file", content } };
}

/** A change between two sets of files, as if nothing else were known. */
export function changeOf(
  from: readonly { file: TreeFile }[] | null,
  to: readonly { file: TreeFile }[],
): Change {
  const files = (side: readonly { file: TreeFile }[]) => side.map(({ file }) => file);
  return {
    entry: null,
    from: from && treeOf(files(from)),
    to: treeOf(files(to)),
    history: from === null ? "first" : "follows",
    evaluations: { from: null, to: null },
    surroundings: {
      distribution: null,
      ownNames: new Set(),
      aur: null,
      now: new Date("2026-09-20T12:00:00Z"),
    },
  };
}

function treeOf(files: readonly TreeFile[]): PackageTree {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash("sha1");
  for (const { path, content } of sorted) hash.update(path).update("\0").update(content).update("\0");
  const tree = hash.digest("hex");
  return { commit: tree, tree, date: 1_789_000_000, files: sorted };
}
