import type { ChangedFile } from "../lib/documents/index.ts";
import type { PackageTree, TreeFile } from "../lib/upstream/index.ts";

/** What may still be carried from the job that reads to the one that proposes: of everything together. */
export type Allowance = { bytes: number };

/** All entries of a run: with base64 half of what the document may take. */
export const WHOLE_ALLOWANCE_BYTES = 96 * 1024 * 1024;

/** A kernel's configuration is 0.3 MB; what is larger is named, and stands in the page that is made of the trees. */
const MOST_FILE_BYTES = 2 * 1024 * 1024;
const LONGEST_PATH = 4096;

/**
 * Every file that differs between two trees, in the order of their paths. Bytes that are too many are left out and
 * the note says so; names never are.
 */
export function changedFiles(
  from: PackageTree | null,
  to: PackageTree,
  allowance: Allowance,
): readonly ChangedFile[] {
  const before = new Map(from?.files.map((file) => [file.path, file]));
  const after = new Map(to.files.map((file) => [file.path, file]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path, at) => {
    const sides = { old: before.get(path) ?? null, new: after.get(path) ?? null };
    return isSame(sides) ? [] : [changedFile(shownPath(path, at), sides, allowance)];
  });
}

type Sides = { readonly old: TreeFile | null; readonly new: TreeFile | null };

function isSame(sides: Sides): boolean {
  if (sides.old === null || sides.new === null) return sides.old === sides.new;
  return sides.old.kind === sides.new.kind && Buffer.compare(sides.old.content, sides.new.content) === 0;
}

function changedFile(file: string, sides: Sides, allowance: Allowance): ChangedFile {
  const sizes = [sides.old, sides.new].map((side) => side?.content.byteLength ?? 0);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const kind = kindNote(sides);
  if (Math.max(...sizes) > MOST_FILE_BYTES || bytes > allowance.bytes) {
    const left = `left out: ${sides.old === null ? "new, " : ""}${sizes.join(" → ")} bytes`;
    return { file, old: null, new: null, note: kind === null ? left : `${kind}; ${left}` };
  }
  allowance.bytes -= bytes;
  return { file, old: base64(sides.old), new: base64(sides.new), note: kind };
}

function kindNote(sides: Sides): string | null {
  const [old, now] = [sides.old?.kind ?? null, sides.new?.kind ?? null];
  if (now === null) return old === "file" ? null : `was ${KINDS[old ?? "file"]}`;
  if (old === now || (old === null && now === "file")) return now === "file" ? null : KINDS[now];
  return old === null ? KINDS[now] : `now ${KINDS[now]}, was ${KINDS[old]}`;
}

const KINDS: Readonly<Record<TreeFile["kind"], string>> = {
  file: "an ordinary file",
  executable: "executable",
  symlink: "a symbolic link",
  submodule: "a git submodule, which is never fetched",
};

function base64(side: TreeFile | null): string | null {
  return side === null ? null : Buffer.from(side.content).toString("base64");
}

/** The position keeps two long names apart. */
function shownPath(path: string, at: number): string {
  if (path.length <= LONGEST_PATH) return path;
  return `${path.slice(0, LONGEST_PATH)}… (${path.length} characters, file ${at})`;
}
