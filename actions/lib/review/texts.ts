import type { TreeFile } from "../upstream/index.ts";

/** Texts of a folder by path; null: not UTF-8, holds NUL, is a link, or is unread. */
export type Texts = {
  readonly texts: ReadonlyMap<string, string | null>;
  /** Text beyond what is reviewed of one folder. */
  readonly unread: ReadonlySet<string>;
};

/** In bytes; rules take many times that in memory. Real folders hold a hundredth of it. */
const MOST_TEXT = 24 * 1024 * 1024;

/** The PKGBUILD comes first and then the smaller files, so that a large one cannot hide the others. */
export function readTexts(files: readonly TreeFile[]): Texts {
  const unread = new Set<string>();
  let room = MOST_TEXT;
  for (const { path, content } of files.filter(mayBeText).toSorted(byWeight)) {
    room -= content.length;
    if (room < 0) unread.add(path);
  }
  const texts = files.map((file): [string, string | null] => [
    file.path,
    mayBeText(file) && !unread.has(file.path) ? textOf(file) : null,
  ]);
  return { texts: new Map(texts), unread };
}

function byWeight(one: TreeFile, other: TreeFile): number {
  return weight(one) - weight(other);
}

function weight({ path, content }: TreeFile): number {
  return path === "PKGBUILD" ? -1 : content.length;
}

function mayBeText({ kind, content }: TreeFile): boolean {
  return kind !== "symlink" && kind !== "submodule" && !content.includes(0);
}

function textOf({ content }: TreeFile): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}
