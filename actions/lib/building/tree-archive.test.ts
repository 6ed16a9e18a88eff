import assert from "node:assert/strict";
import { test } from "node:test";
import { readTar } from "../archive/index.ts";
import { file, pkgbuild, treeOf } from "./small-package.ts";
import { objectionTo, treeArchive } from "./tree-archive.ts";

const small = (...files: Parameters<typeof file>[]) =>
  treeOf({ name: "a", pkgbuild: pkgbuild("a"), files: files.map((args) => file(...args)) });

test("an ordinary folder is accepted, links and odd names included", () => {
  assert.equal(
    objectionTo(small(["a.patch", "x"], ["sub/dïr/ünï", "y"], ["link", "a.patch", "symlink"])),
    null,
  );
});

test("what a reviewer cannot see, or what lands elsewhere, is refused with its name", () => {
  const refused: [ReturnType<typeof small>, RegExp][] = [
    [{ ...small(), files: [] }, /no PKGBUILD/],
    [small(["sub", "", "submodule"]), /"sub" is a git submodule/],
    [small([".git/config", "x"]), /".git\/config".*git repository/],
    [small(["a/.GIT/hooks/x", "x"]), /git repository/],
    [small(["../x", "x"]), /leaves the folder/],
    [small(["a//x", "x"]), /leaves the folder/],
    [small(["a\nb", "x"]), /"a\\nb" holds control characters/],
    [small(["Makefile", "x"], ["makefile", "y"]), /"Makefile" and "makefile" differ only in case/],
    [small(["A/x", "x"], ["a/y", "y"]), /"A" and "a" differ only in case/],
    [small(["e\u0301", "x"], ["\u00e9", "y"]), /differ only in case or in Unicode form/],
    [small([".SRCINFO", "/etc/passwd", "symlink"]), /\.SRCINFO is a symbolic link to "\/etc\/passwd"/],
    [small(["x.install", "a\0b"]), /"x.install" has a NUL byte at offset 1/],
    [small([`${"x/".repeat(600)}y`, "x"]), /longer than 1024 bytes/],
  ];
  for (const [tree, expected] of refused) assert.match(objectionTo(tree) ?? "accepted", expected);
});

test("a PKGBUILD that is a link or holds a NUL is refused", () => {
  const link = { ...small(), files: [file("PKGBUILD", "/etc/passwd", "symlink")] };
  assert.match(objectionTo(link) ?? "", /PKGBUILD is a symbolic link/);
  const nul = { ...small(), files: [file("PKGBUILD", "pkgname=a\n\0\n")] };
  assert.match(objectionTo(nul) ?? "", /NUL byte at offset 10/);
});

test("the archive holds every file with its mode, and another PKGBUILD where one is given", async () => {
  const tree = small(["run", "#!/bin/sh", "executable"], ["link", "run", "symlink"]);
  const members: string[] = [];
  const limits = { members: 10, memberBytes: 1000, totalBytes: 100_000 };
  for await (const entry of readTar(treeArchive(tree, Buffer.from("literal")), limits)) {
    const body = Buffer.concat(await Array.fromAsync(entry.body)).toString();
    members.push(`${entry.path} ${entry.type} ${entry.mode.toString(8)} ${entry.linkTarget ?? body}`);
  }
  assert.deepEqual(members, ["PKGBUILD file 644 literal", "link symlink 777 run", "run file 755 #!/bin/sh"]);
});
