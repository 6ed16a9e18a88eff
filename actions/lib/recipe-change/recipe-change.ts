import { type PackageTree, type TreeFile, treeId } from "../upstream/index.ts";
import { validators } from "./validators.ts";

/** Both versions of a package's folder: the published one and the one that was built. */
export type RecipeChange = { readonly from: PackageTree; readonly to: PackageTree };

/** The file in a result's folder. */
export const RECIPE_CHANGE_FILE = "recipe-change.json";

/** Of the document. A recipe is small; with what is not, a change has no page. */
export const MOST_RECIPE_CHANGE_BYTES = 4 * 1024 * 1024;

/** null: it is too large to be shown. */
export function writeRecipeChange({ from, to }: RecipeChange): string | null {
  const bytes = [...from.files, ...to.files].reduce((sum, { content }) => sum + content.byteLength, 0);
  if (bytes > MOST_RECIPE_CHANGE_BYTES) return null;
  const text = JSON.stringify({ from: written(from), to: written(to) });
  return Buffer.byteLength(text) > MOST_RECIPE_CHANGE_BYTES ? null : text;
}

type Document = { readonly from: WrittenTree; readonly to: WrittenTree };
type WrittenTree = {
  readonly commit: string | null;
  readonly files: readonly {
    readonly path: string;
    readonly kind: TreeFile["kind"];
    readonly content: string;
  }[];
};

function written({ commit, files }: PackageTree): WrittenTree {
  return {
    commit,
    files: files.map(({ path, kind, content }) => ({
      ...{ path, kind },
      content: Buffer.from(content).toString("base64"),
    })),
  };
}

/**
 * Reads what a build handed over. The files are believed only where they have the ids that are known otherwise: git's
 * ids of both folders.
 *
 * @throws Error where it is something else
 */
export function readRecipeChange(
  bytes: Uint8Array,
  known: { readonly from: string; readonly to: string },
): RecipeChange {
  if (bytes.byteLength > MOST_RECIPE_CHANGE_BYTES)
    throw new Error(`it has ${bytes.byteLength} bytes, more than ${MOST_RECIPE_CHANGE_BYTES}`);
  const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  if (!validators.recipeChange<Document>(value)) {
    const [fault] = validators.recipeChange.errors ?? [];
    throw new Error(`${fault?.instancePath || "it"} ${fault?.message}`);
  }
  return { from: readTree(value.from, known.from), to: readTree(value.to, known.to) };
}

function readTree({ commit, files: listed }: WrittenTree, known: string): PackageTree {
  const files = listed.map(({ path, kind, content }) => ({
    path,
    kind,
    content: Buffer.from(content, "base64"),
  }));
  requirePaths(files.map(({ path }) => path));
  const tree = treeId(files);
  if (tree !== known) throw new Error(`its files are those of the tree ${tree}, not of ${known}`);
  return { commit, tree, date: 0, files };
}

const MOST_FOLDERS = 32;

/** Those that a tree of git can have, each once: no other ones could be taken for another tree's. */
function requirePaths(paths: readonly string[]): void {
  const [names, folders] = [new Set<string>(), new Set<string>()];
  for (const path of paths) {
    const parts = path.split("/");
    const isPlain =
      !path.includes("\0") && parts.every((part) => part !== "" && part !== "." && part !== "..");
    if (!isPlain) throw new Error(`git has no path ${JSON.stringify(path)}`);
    // Names of all folders above each file are gigabytes where files lie five hundred folders deep.
    if (parts.length > MOST_FOLDERS) throw new Error(`${JSON.stringify(path)} lies too deep to be shown`);
    names.add(path);
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join("/"));
  }
  if (names.size < paths.length) throw new Error("it names a path twice");
  const both = paths.find((path) => folders.has(path));
  if (both !== undefined) throw new Error(`${JSON.stringify(both)} is a file and a folder`);
}
