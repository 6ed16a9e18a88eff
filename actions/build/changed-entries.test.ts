import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { save, upstreamWorld, write } from "../../test/upstream-world.ts";
import { formatProblems, readPackagesYaml } from "../lib/packages-yaml/index.ts";
import { type ChangedEntry, changedEntries, entriesToTry } from "./changed-entries.ts";

const world = upstreamWorld();
after(world.remove);
let sides = 0;

const PIN = `ref: ${"a".repeat(40)}`;
const YAY = ["git: https://example.org/yay.git", PIN];

type List = Readonly<Record<string, readonly string[]>>;
type SideSketch = { readonly list: List; readonly head?: string; readonly files?: Record<string, string> };

/** packages.yaml as a change has it, in a checkout of its own with its folders. */
function sideOf({ list, head = "", files = {} }: SideSketch) {
  const folder = world.newRemote(`side-${++sides}`);
  const lines = Object.entries(list).flatMap(([name, settings]) => [
    `  ${name}:`,
    ...settings.map((line) => `    ${line}`),
  ]);
  const text = `repository:\n  name: mine\n${head}packages:\n${lines.join("\n")}\n`;
  write(folder, { "packages.yaml": text, ...files });
  save(folder);
  const source = { bytes: Buffer.from(text), file: "packages.yaml" };
  const read = readPackagesYaml(source, { aurUrl: "https://aur.archlinux.org", allowFile: false });
  assert.ok(read.ok, read.ok ? "" : formatProblems(read.problems));
  return { folder, packagesYaml: read.value, upstream: world.open(`side-${sides}`, { folder }) };
}

async function between(before: SideSketch, after: SideSketch) {
  const { changed, removed } = await changedEntries(sideOf(before), sideOf(after));
  return { changed: changed.map(({ head, kind }) => `${head.name}: ${kind}`), removed };
}

const none = { changed: [], removed: [] };

test("what reaches no build changes nothing: order, comments, cooldown, and when to look or to rebuild", async () => {
  const before = { list: { yay: YAY, paru: ["git: https://example.org/paru.git", PIN] } };
  const after = {
    head: "cooldown: 9d\nbuild:\n  vcs: never\n  rebuild-on: never\n",
    list: {
      paru: ["# found by a person", "git: https://example.org/paru.git", `${PIN} # reviewed`],
      yay: [...YAY, "vcs: daily"],
    },
  };
  assert.deepEqual(await between(before, after), none);
});

test("a pin, a source, a path, a branch, a name, a test or an allowance makes an entry another", async () => {
  const variants = {
    pin: [YAY[0] ?? "", `ref: ${"b".repeat(40)}`],
    tag: [YAY[0] ?? "", "ref: refs/tags/v1"],
    source: ["git: https://example.org/other.git", PIN],
    path: [...YAY, "path: below"],
    branch: [...YAY, "branch: next"],
    packages: [...YAY, "packages: [yay, yay-docs]"],
    test: [...YAY, "test: [yay --version]"],
    allow: [...YAY, "allow: [replaces]"],
  };
  for (const [what, yay] of Object.entries(variants)) {
    const found = await between({ list: { yay: YAY } }, { list: { yay } });
    assert.deepEqual(found, { changed: ["yay: own"], removed: [] }, what);
  }
});

test("the image, the network and the time are shared: one change of them touches every entry", async () => {
  const before = { list: { yay: YAY, paru: YAY } };
  const image = "  image: docker.io/library/archlinux:base\n";
  for (const head of [image, "build:\n  network: build\n", "build:\n  timeout: 3h\n"]) {
    const found = await between(before, { ...before, head });
    assert.deepEqual(found.changed, ["yay: shared", "paru: shared"], head);
  }
});

test("an entry that is new or has another name is tried, and one that is gone is named", async () => {
  const found = await between({ list: { yay: YAY, old: YAY } }, { list: { yay: YAY, new: YAY } });
  assert.deepEqual(found, { changed: ["new: own"], removed: ["old"] });
});

test("without a pin nothing is built, until there is one", async () => {
  const unpinned = { list: { yay: YAY.slice(0, 1) } };
  assert.deepEqual(await between({ list: { paru: YAY } }, unpinned), { changed: [], removed: ["paru"] });
  assert.deepEqual(await between(unpinned, { list: { yay: YAY } }), { changed: ["yay: own"], removed: [] });
  assert.deepEqual(await between({ list: { yay: YAY } }, unpinned), none);
});

test("a folder of this repository is another when a file of it is, and not when one beside it is", async () => {
  const list = { tool: ["path: pkgbuilds/tool"] };
  const files = { "pkgbuilds/tool/PKGBUILD": "pkgname=tool\n", "pkgbuilds/other/PKGBUILD": "one" };
  const before = { list, files };
  assert.deepEqual(
    await between(before, { list, files: { ...files, "pkgbuilds/other/PKGBUILD": "two" } }),
    none,
  );
  for (const changed of [
    { ...files, "pkgbuilds/tool/PKGBUILD": "pkgname=tool # two\n" },
    { ...files, "pkgbuilds/tool/tool.install": "post_install() { :; }\n" },
  ]) {
    assert.deepEqual((await between(before, { list, files: changed })).changed, ["tool: own"]);
  }
  const asGit = { list: { tool: YAY }, files };
  assert.deepEqual((await between(asGit, before)).changed, ["tool: own"]);
  assert.deepEqual((await between(before, asGit)).changed, ["tool: own"]);
});

test("a folder that is not there, or that a link leads out of the checkout to, is tried, and then not found", async () => {
  const list = { tool: ["path: pkgbuilds/tool"] };
  const outside = join(world.root, "outside", "tool");
  mkdirSync(outside, { recursive: true });
  write(outside, { PKGBUILD: "pkgname=stolen\n" });
  const [missing, linked] = [sideOf({ list }), sideOf({ list })];
  symlinkSync("../outside", join(linked.folder, "pkgbuilds"));
  save(linked.folder);
  for (const head of [missing, linked]) {
    const { changed } = await changedEntries(missing, head);
    assert.deepEqual(
      changed.map(({ kind }) => kind),
      ["own"],
    );
    const [tool] = head.packagesYaml.entries;
    assert.ok(tool);
    await assert.rejects(head.upstream.tree(tool), /pkgbuilds\/tool holds no files: correct `path:`/);
  }
});

test("where nothing could be read before, everything is new", async () => {
  const { changed, removed } = await changedEntries(null, sideOf({ list: { yay: YAY } }));
  assert.deepEqual(
    changed.map(({ base, kind }) => [base, kind]),
    [[null, "own"]],
  );
  assert.deepEqual(removed, []);
});

test("three hundred entries with another image are tried by five, and each that changed by itself", async () => {
  const list = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`package-${n}`, YAY]));
  const moved = { ...list, "package-299": [YAY[0] ?? "", `ref: ${"b".repeat(40)}`] };
  const image = "  image: docker.io/library/archlinux:base\n";
  const { changed } = await changedEntries(sideOf({ list }), sideOf({ list: moved, head: image }));
  const { tried, spared } = entriesToTry(changed);
  const names = (entries: readonly ChangedEntry[]) => entries.map(({ head }) => head.name);
  assert.deepEqual(
    names(tried),
    [0, 1, 2, 3, 4, 299].map((n) => `package-${n}`),
  );
  assert.equal(spared.length, 294);
});
