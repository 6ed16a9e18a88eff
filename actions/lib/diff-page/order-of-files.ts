import { createHash } from "node:crypto";
import { type Finding, SEVERITIES } from "../documents/index.ts";
import type { TreeFile } from "../upstream/index.ts";

/** A file of either version; `anchor` names it within the page. */
export type PageFile = {
  readonly path: string;
  readonly anchor: string;
  readonly old: TreeFile | null;
  readonly new: TreeFile | null;
};

/** Files of both versions: those with the worst findings first, then the PKGBUILD, others by name, .SRCINFO last. */
export function orderOfFiles(
  old: readonly TreeFile[],
  next: readonly TreeFile[],
  findings: readonly Finding[],
): readonly PageFile[] {
  const [before, after] = [byPath(old), byPath(next)];
  const paths = [...new Set([...after.keys(), ...before.keys()])];
  const ranked = paths.map((path) => ({ path, rank: rankOf(path, findings) }));
  ranked.sort((one, other) => one.rank - other.rank || (one.path < other.path ? -1 : 1));
  return ranked.map(({ path }) => ({
    path,
    anchor: `file-${createHash("sha256").update(path).digest("hex").slice(0, 12)}`,
    old: before.get(path) ?? null,
    new: after.get(path) ?? null,
  }));
}

function byPath(files: readonly TreeFile[]): ReadonlyMap<string, TreeFile> {
  return new Map(files.map((file) => [file.path, file]));
}

function rankOf(path: string, findings: readonly Finding[]): number {
  const own = findings
    .filter(({ file }) => file === path)
    .map(({ severity }) => SEVERITIES.indexOf(severity));
  const worst = Math.min(...own, SEVERITIES.indexOf("note"));
  const usual = path === "PKGBUILD" ? 0 : path === ".SRCINFO" ? 2 : 1;
  return worst * 3 + usual;
}

/** Whether the two versions of a file differ in their bytes or their kind. */
export function isChanged({ old, new: next }: PageFile): boolean {
  if (old === null || next === null) return true;
  return old.kind !== next.kind || Buffer.compare(old.content, next.content) !== 0;
}
