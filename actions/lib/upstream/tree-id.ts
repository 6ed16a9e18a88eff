import { createHash } from "node:crypto";
import type { TreeFile } from "./package-tree.ts";

const MODES = { file: "100644", executable: "100755", symlink: "120000", submodule: "160000" } as const;

/**
 * The id git gives to a folder of these files (SHA-1 of its tree object, gitformat-pack "tree entries"),
 * so that a folder of this repository has the same id before and after it is committed.
 */
export function treeId(files: readonly TreeFile[]): string {
  return treeObject(files.map((file) => ({ parts: file.path.split("/"), file }))).toString("hex");
}

type Leaf = { readonly parts: readonly string[]; readonly file: TreeFile };

function treeObject(leaves: readonly Leaf[]): Buffer {
  const byName = Map.groupBy(leaves, (leaf) => leaf.parts[0] ?? "");
  const entries = [...byName].map(([name, inside]) => treeEntry(name, inside));
  entries.sort((a, b) => Buffer.compare(a.sortKey, b.sortKey));
  return objectId("tree", Buffer.concat(entries.map((entry) => entry.bytes)));
}

function treeEntry(name: string, inside: readonly Leaf[]): { sortKey: Buffer; bytes: Buffer } {
  const only = inside[0];
  if (inside.length === 1 && only?.parts.length === 1) {
    const id = leafId(only.file);
    return { sortKey: Buffer.from(name), bytes: Buffer.concat([header(MODES[only.file.kind], name), id]) };
  }
  const id = treeObject(inside.map((leaf) => ({ parts: leaf.parts.slice(1), file: leaf.file })));
  // git sorts a folder as if its name ended in a slash.
  return { sortKey: Buffer.from(`${name}/`), bytes: Buffer.concat([header("40000", name), id]) };
}

function leafId({ kind, content }: TreeFile): Buffer {
  return kind === "submodule"
    ? Buffer.from(Buffer.from(content).toString(), "hex")
    : objectId("blob", content);
}

function header(mode: string, name: string): Buffer {
  return Buffer.from(`${mode} ${name}\0`);
}

function objectId(type: "blob" | "tree", content: Uint8Array): Buffer {
  return createHash("sha1").update(`${type} ${content.byteLength}\0`).update(content).digest();
}
