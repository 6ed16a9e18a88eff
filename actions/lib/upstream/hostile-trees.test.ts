import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import { type PackageTree, treeId, UpstreamError } from "./index.ts";

const world = upstreamWorld();
after(world.remove);

const malformed: readonly (readonly [string, (id: string, empty: string) => Buffer, RegExp])[] = [
  ["an entry named .git", (id) => entry("100644", ".git", id), /hasDotgit/],
  ["a folder that leaves the tree", (_id, empty) => entry("40000", "..", empty), /hasDotdot/],
  ["a path for a name", (id) => entry("100644", "a/b", id), /fullPathname/],
  ["modes with zeros before them", (id) => entry("0100644", "PKGBUILD", id), /zeroPaddedFilemode/],
  [
    "entries out of order",
    (id) => Buffer.concat([entry("100644", "b", id), entry("100644", "a", id)]),
    /treeNotSorted/,
  ],
  [
    "two entries of one name",
    (id) => Buffer.concat([entry("100644", "a", id), entry("100644", "a", id)]),
    /duplicateEntries/,
  ],
];

for (const [what, treeOf, words] of malformed) {
  test(`${what}: git refuses the fetch, and its reason is told (case 17)`, async () => {
    const folder = world.newRemote(what.replaceAll(" ", "-"));
    const blob = object(folder, "blob", Buffer.from("pkgname=a\n"));
    const commit = commitOf(
      folder,
      object(folder, "tree", treeOf(blob, object(folder, "tree", Buffer.of()))),
    );
    await assert.rejects(
      read(folder, commit),
      (error) => error instanceof UpstreamError && error.code === "malformed" && words.test(error.message),
    );
  });
}

test("submodules are named with their commit and never fetched, hostile ones are refused (case 18)", async () => {
  const folder = world.newRemote("submodules");
  const canary = join(world.root, "canary");
  const gitmodules = (url: string) => `[submodule "x"]\n\tpath = x\n\turl = ${url}\n\tupdate = checkout\n`;
  write(folder, { ".gitmodules": gitmodules(`file://${canary}`), PKGBUILD: "pkgname=a\n" });
  save(folder);
  const other = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
  git(folder, "update-index", "--add", "--cacheinfo", `160000,${other},x`);
  git(folder, "commit", "-q", "-m", "submodule");
  const tree = await read(folder, git(folder, "rev-parse", "HEAD"));
  assert.deepEqual(namesOf(tree), [".gitmodules file", "PKGBUILD file", "x submodule"]);
  assert.equal(Buffer.from(tree.files[2]?.content ?? []).toString(), other);
  assert.equal(treeId(tree.files), tree.tree);
  assert.equal(existsSync(canary), false);
  write(folder, { ".gitmodules": gitmodules("-u./payload") });
  git(folder, "commit", "-q", "-a", "-m", "hostile");
  await assert.rejects(
    read(folder, git(folder, "rev-parse", "HEAD")),
    (error) =>
      error instanceof UpstreamError && error.code === "malformed" && /gitmodulesUrl/.test(error.message),
  );
});

test("a PKGBUILD that is a link is read as a link: what it points to is never followed (case 19)", async () => {
  const folder = world.newRemote("links");
  execFileSync("ln", ["-s", "/etc/passwd", join(folder, "PKGBUILD")]);
  const tree = await read(folder, save(folder));
  assert.deepEqual(namesOf(tree), ["PKGBUILD symlink"]);
  assert.equal(Buffer.from(tree.files[0]?.content ?? []).toString(), "/etc/passwd");
});

test("no attribute of the repository changes a byte or runs anything (cases 23 and 28)", async () => {
  const folder = world.newRemote("attributes");
  const canary = join(world.root, "smudged");
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 12345\n";
  const files = {
    PKGBUILD: "pkgver=$Format:%H$ $Id$\r\n",
    "large.bin": pointer,
  };
  write(folder, files);
  write(folder, {
    ".gitattributes": "PKGBUILD -diff binary ident export-subst eol=crlf filter=evil\n*.bin filter=lfs\n",
  });
  git(folder, "config", "filter.evil.smudge", `touch ${canary}`);
  git(folder, "config", "core.autocrlf", "false");
  const blobs = Object.entries(files).map(
    ([name, content]) => `100644 blob ${object(folder, "blob", Buffer.from(content))}\t${name}\n`,
  );
  const attributes = git(folder, "hash-object", "-w", ".gitattributes");
  const made = execFileSync("git", ["-C", folder, "mktree"], {
    input: `${blobs.join("")}100644 blob ${attributes}\t.gitattributes\n`,
  });
  const tree = await read(folder, commitOf(folder, made.toString().trim()));
  const contents = tree.files.map(({ path, content }) => [path, Buffer.from(content).toString()]);
  assert.deepEqual(contents.slice(1), Object.entries(files));
  assert.equal(existsSync(canary), false);
});

test("names that differ only in case or Unicode form, long ones and hostile ones are all listed (case 24)", async () => {
  const folder = world.newRemote("names");
  const names = [
    "README",
    "readme",
    "caf\u00e9",
    "cafe\u0301",
    "a\nb",
    "x\u001b[31m",
    "x\n+++ b",
    "l".repeat(4000),
    '"q"',
    "\u202egpj",
  ];
  const blob = object(folder, "blob", Buffer.from("1"));
  const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const bytes = Buffer.concat(sorted.map((name) => entry("100644", name, blob)));
  const tree = await read(folder, commitOf(folder, object(folder, "tree", bytes)));
  assert.deepEqual(
    tree.files.map(({ path }) => path),
    sorted,
  );
  assert.equal(treeId(tree.files), tree.tree);
});

function entry(mode: string, name: string, id: string): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]);
}

/** Written as it is, however malformed. */
function object(folder: string, type: string, content: Buffer): string {
  const command = ["-C", folder, "hash-object", "-w", "-t", type, "--literally", "--stdin"];
  return execFileSync("git", command, { input: content, encoding: "utf8" }).trim();
}

function commitOf(folder: string, tree: string): string {
  const commit = git(folder, "commit-tree", "-m", "change", tree);
  git(folder, "update-ref", "refs/heads/main", commit);
  return commit;
}

async function read(folder: string, to: string): Promise<PackageTree> {
  const source = { git: `file://${folder}`, branch: "main", path: "" };
  const name = folder.slice(world.root.length + 1);
  return (await world.openBranches(name).compareTrees({ source, from: null, to })).to;
}

function namesOf({ files }: PackageTree): string[] {
  return files.map(({ path, kind }) => `${path} ${kind}`);
}
