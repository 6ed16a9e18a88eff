import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackageTree, TreeFile } from "../lib/upstream/index.ts";
import { changedFiles } from "./changed-files.ts";

test("files that are new, gone, edited or of another kind are told, and the others are not", () => {
  const from = tree({ same: "1", gone: "2", edited: "3", run: "4", link: "5" });
  const to = tree(
    { same: "1", added: "6", edited: "7", run: "4", link: "/etc/passwd", sub: "" },
    { run: "executable", link: "symlink", sub: "submodule" },
  );
  const told = changedFiles(from, to, plenty()).map(({ file, old, new: now, note }) => [
    file,
    text(old),
    text(now),
    note,
  ]);
  assert.deepEqual(told, [
    ["added", null, "6", null],
    ["edited", "3", "7", null],
    ["gone", "2", null, null],
    ["link", "5", "/etc/passwd", "now a symbolic link, was an ordinary file"],
    ["run", "4", "4", "now executable, was an ordinary file"],
    ["sub", null, "", "a git submodule, which is never fetched"],
  ]);
});

test("a first review tells every file", () => {
  const told = changedFiles(null, tree({ PKGBUILD: "1", "keys/pgp/a.asc": "2" }), plenty());
  assert.deepEqual(
    told.map(({ file, old }) => [file, old]),
    [
      ["PKGBUILD", null],
      ["keys/pgp/a.asc", null],
    ],
  );
});

test("ten thousand files are all named; bytes that are too many are left out, and the note says how many (case 36)", () => {
  const many = Object.fromEntries(
    Array.from({ length: 10_000 }, (_, at) => [`patch-${at}`, "x".repeat(100)]),
  );
  const allowance = { bytes: 500_000 };
  const told = changedFiles(null, tree(many), allowance);
  assert.equal(told.length, 10_000);
  assert.equal(told.filter((file) => file.new !== null).length, 5_000);
  assert.equal(told.find((file) => file.new === null)?.note, "left out: new, 0 → 100 bytes");
  assert.equal(allowance.bytes, 0);
});

test("a file of 50 MB is named, and costs the others nothing (case 36)", () => {
  const from = tree({ PKGBUILD: "1", large: "" });
  const to = tree({ PKGBUILD: "2" });
  const large: TreeFile = { path: "large", kind: "executable", content: Buffer.alloc(50_000_000) };
  const told = changedFiles(from, { ...to, files: [...to.files, large] }, plenty());
  assert.deepEqual(
    told.map(({ file, new: now, note }) => [file, text(now), note]),
    [
      ["PKGBUILD", "2", null],
      ["large", null, "now executable, was an ordinary file; left out: 0 → 50000000 bytes"],
    ],
  );
});

test("names stay as upstream wrote them, and two that are too long stay two (case 24)", () => {
  const long = "x".repeat(5000);
  const told = changedFiles(
    null,
    tree({ "a\n+++ b/PKGBUILD": "1", [`${long}1`]: "2", [`${long}2`]: "3" }),
    plenty(),
  );
  assert.equal(told[0]?.file, "a\n+++ b/PKGBUILD");
  assert.equal(new Set(told.map(({ file }) => file)).size, 3);
  assert.match(told[1]?.file ?? "", /x… \(5001 characters, file 1\)$/);
});

function plenty(): { bytes: number } {
  return { bytes: 100_000_000 };
}

function tree(contents: Record<string, string>, kinds: Record<string, TreeFile["kind"]> = {}): PackageTree {
  const files = Object.entries(contents).map(
    ([path, content]): TreeFile => ({ path, kind: kinds[path] ?? "file", content: Buffer.from(content) }),
  );
  return { commit: "c", tree: "t", date: 0, files };
}

function text(base64: string | null): string | null {
  return base64 === null ? null : Buffer.from(base64, "base64").toString();
}
