import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type PackageTree, type TreeFile, treeId } from "../upstream/index.ts";
import { readRecipeChange, writeRecipeChange } from "./index.ts";

function tree(files: readonly TreeFile[], commit = "a".repeat(40)): PackageTree {
  return { commit, tree: treeId(files), date: 0, files };
}

function file(path: string, text: string, kind: TreeFile["kind"] = "file"): TreeFile {
  return { path, kind, content: Buffer.from(text) };
}

const FROM = tree([file("PKGBUILD", "pkgver=1\n"), file("keys/pgp/a.asc", "\0\xff")]);
const TO = tree([file("PKGBUILD", "pkgver=2\n"), file("run", "PKGBUILD", "symlink")]);
const KNOWN = { from: FROM.tree, to: TO.tree };
/** Each five hundred folders deep, in as many bytes as are read. */
const deepFiles = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ path: `${"a/".repeat(480)}${at}`, kind: "file", content: "" }));
const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

test("both versions arrive as they were given", () => {
  const text = writeRecipeChange({ from: FROM, to: TO });
  assert.deepEqual(readRecipeChange(bytesOf(text), KNOWN), { from: FROM, to: TO });
});

test("what is too large to be shown is not handed over, nor read", () => {
  const large = tree([file("PKGBUILD", "x".repeat(4 * 1024 * 1024))]);
  assert.equal(writeRecipeChange({ from: FROM, to: large }), null);
  assert.throws(
    () => readRecipeChange(Buffer.alloc(5 * 1024 * 1024, " "), KNOWN),
    /5242880 bytes, more than/,
  );
});

test("other files than those that were published or built are refused, whatever they are", () => {
  const honest = JSON.parse(writeRecipeChange({ from: FROM, to: TO }) ?? "");
  const [pkgbuild] = honest.to.files;
  const forgeries: readonly (readonly [unknown, RegExp])[] = [
    ["{", /JSON/],
    [{ from: honest.from }, /must have required property 'to'/],
    [{ ...honest, to: honest.from }, /those of the tree [0-9a-f]{40}, not of/],
    [{ ...honest, to: { ...honest.to, files: [pkgbuild] } }, /not of/],
    [{ ...honest, to: { ...honest.to, files: [pkgbuild, ...honest.to.files] } }, /a path twice/],
    [
      { ...honest, to: { ...honest.to, files: [pkgbuild, { ...pkgbuild, path: "PKGBUILD/a" }] } },
      /a file and a folder/,
    ],
    [
      { ...honest, to: { ...honest.to, files: [{ ...pkgbuild, path: "a\0b" }] } },
      /git has no path "a\\u0000b"/,
    ],
    [{ ...honest, to: { ...honest.to, files: [{ ...pkgbuild, path: "../PKGBUILD" }] } }, /git has no path/],
    [{ ...honest, to: { ...honest.to, commit: "<script>" } }, /must match pattern/],
    [{ ...honest, to: { ...honest.to, files: deepFiles(4000) } }, /lies too deep/],
  ];
  for (const [forged, says] of forgeries) assert.throws(() => readRecipeChange(bytesOf(forged), KNOWN), says);
});

test("no change of any byte of what was handed over passes for it", () => {
  const text = writeRecipeChange({ from: FROM, to: TO }) ?? "";
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
      const changed = text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      try {
        const { from, to } = readRecipeChange(bytesOf(changed), KNOWN);
        assert.deepEqual([from.files, to.files], [FROM.files, TO.files]);
      } catch (error) {
        assert.ok(error instanceof Error && !(error instanceof assert.AssertionError), String(error));
      }
    }),
    { numRuns: 60 },
  );
});
