import { quoted, type TarSource, writeTar } from "../archive/index.ts";
import type { PackageTree, TreeFile } from "../upstream/index.ts";

/**
 * Why a package's folder is not built at all; null where nothing speaks against it. What a reviewer could not
 * see, or what would land elsewhere than it says, is refused before any container is opened.
 */
export function objectionTo(tree: PackageTree): string | null {
  const pkgbuild = tree.files.find((file) => file.path === "PKGBUILD");
  if (pkgbuild === undefined) return "the folder has no PKGBUILD: correct `path:` or `ref:`";
  return objectionToPaths(tree.files) ?? objectionToScripts(tree.files);
}

function objectionToScripts(files: readonly TreeFile[]): string | null {
  for (const { path, kind, content } of files) {
    const isScript = path === "PKGBUILD" || path.endsWith(".install");
    if (kind === "symlink" && (path === "PKGBUILD" || path === ".SRCINFO")) {
      return `${path} is a symbolic link to ${quoted(new TextDecoder().decode(content))}: it must be a file`;
    }
    const nul = isScript ? content.indexOf(0) : -1;
    if (nul >= 0) {
      return `${quoted(path)} has a NUL byte at offset ${nul}: tools that show changes would hide what follows`;
    }
  }
  return null;
}

function objectionToPaths(files: readonly TreeFile[]): string | null {
  const seen = new Map<string, string>();
  for (const { path, kind } of files) {
    if (kind === "submodule") return `${quoted(path)} is a git submodule: they are never fetched`;
    const objection = objectionToPath(path);
    if (objection !== null) return `the name ${quoted(path)} ${objection}`;
    for (const folder of prefixes(path)) {
      const folded = folder.normalize("NFC").toLowerCase();
      const other = seen.get(folded) ?? folder;
      if (other !== folder) {
        return `the names ${quoted(other)} and ${quoted(folder)} differ only in case or in Unicode form`;
      }
      seen.set(folded, folder);
    }
  }
  return null;
}

function objectionToPath(path: string): string | null {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(path)) return "holds control characters";
  if (Buffer.byteLength(path) > LONGEST_PATH_BYTES) return `is longer than ${LONGEST_PATH_BYTES} bytes`;
  const parts = path.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) return "leaves the folder";
  // The short name is what a FAT volume calls `.git`.
  if (parts.some((part) => /^(\.git|git~1)$/i.test(part))) return "would be read as a git repository";
  return null;
}

const LONGEST_PATH_BYTES = 1024;

/** "a/b/c": "a", "a/b", "a/b/c". */
function prefixes(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** The folder as a tar stream, with `pkgbuild` in place of its own where given. */
export function treeArchive(tree: PackageTree, pkgbuild?: Uint8Array): AsyncGenerator<Uint8Array> {
  const mtime = tree.date;
  return writeTar(
    tree.files.map((file): TarSource => {
      if (file.kind === "symlink") {
        const target = new TextDecoder().decode(file.content);
        return { path: file.path, type: "symlink", target, mode: 0o777, mtime };
      }
      const replaced = file.path === "PKGBUILD" && pkgbuild !== undefined;
      const content = replaced ? pkgbuild : file.content;
      return {
        path: file.path,
        type: "file",
        content,
        mode: file.kind === "executable" ? 0o755 : 0o644,
        mtime,
      };
    }),
  );
}
