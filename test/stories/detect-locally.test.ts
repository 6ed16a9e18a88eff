import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Detection, Review } from "../../actions/lib/documents/index.ts";
import { pkgbuild } from "../detection-world.ts";
import { git } from "../upstream-world.ts";
import { localWorld } from "./local-world.ts";

const SCRIPTLET = "post_install() {\n  npm install atomic-lockfile\n}\n";

test("one person's evening: an update is held, reviewed and accepted, an attack is not", async (story) => {
  await using world = await localWorld();
  const { aur } = world;
  const first = aur.push("yay", { PKGBUILD: pkgbuild("yay", "1.0") });
  const other = aur.push("paru", { PKGBUILD: pkgbuild("paru", "1.0") });
  const pushed = (lastModified: number) =>
    aur.list(
      { pkgbase: "yay", maintainer: "jguer", lastModified },
      { pkgbase: "paru", maintainer: "morgan" },
    );
  pushed(1_700_000_000);
  const listed = [
    "# what I use daily",
    "yay:",
    `  ref: ${first} # read on Sunday`,
    "paru:",
    `  ref: ${other}`,
    "gone:",
    `  ref: ${other}`,
  ];
  world.list(listed);
  await story.test("nothing has moved, one remote is dead, and that is no failure", async () => {
    const { exit, out, said } = await world.run(["detect"]);
    assert.equal(exit, 0, said);
    assert.match(out, /Not read: 1\n {2}gone /);
    assert.match(out, /Unchanged: 2 entries/);
    assert.equal(git(world.folder, "rev-parse", "--abbrev-ref", "autorepo/memory"), "autorepo/memory");
  });

  const routine = aur.push("yay", { PKGBUILD: pkgbuild("yay", "1.1") });
  pushed(1_800_000_000);
  await story.test("a new commit is held, and review says how not to wait", async () => {
    const { exit, out } = await world.run(["detect"]);
    assert.equal(exit, 0);
    assert.match(out, /Held: 1\n {2}yay +\w{7} from \d{4}-\d\d-\d\d is held until/);
    assert.match(out, /`scripts\/autorepo review yay --no-cooldown` does not wait/);
    const { exit: reviewed, out: nothing, said } = await world.run(["review", "yay"]);
    assert.deepEqual([reviewed, nothing], [0, ""]);
    assert.match(said, /held until .*`scripts\/autorepo review yay --no-cooldown` reviews it now/);
    assert.equal((await world.run(["review", "yay", "--accept"])).exit, 1, "what was asked for was not done");
  });

  await story.test("who does not wait is told commands that do not wait either", async () => {
    const detected = await world.run(["detect", "--no-cooldown", "yay"]);
    assert.match(detected.out, /`scripts\/autorepo review yay --no-cooldown` shows the change/);
    const { said } = await world.run(["review", "yay", "--no-cooldown"]);
    assert.match(said, /`scripts\/autorepo review yay --no-cooldown --accept` moves the pin/);
  });

  await story.test("once its time has come it is listed with its verdict", async () => {
    world.list(listed, "0s");
    const { out } = await world.run(["detect"]);
    assert.match(out, /Changed: 1\n {2}yay {2}1\.0-1 → 1\.1-1 {2}routine update/);
    const { entries } = JSON.parse((await world.run(["detect", "--json"])).out) as Detection;
    assert.equal(entries.find(({ entry }) => entry === "yay")?.review?.to, routine);
  });

  await story.test("a review that nobody accepts changes nothing and says what would", async () => {
    const { exit, out, said } = await world.run(["review", "yay"]);
    assert.equal(exit, 0);
    assert.match(out, /-pkgver=1\.0\n.*\+pkgver=1\.1/);
    assert.match(said, /nothing was written; `scripts\/autorepo review yay --accept` moves the pin/);
    const review = JSON.parse((await world.run(["review", "yay", "--json", "--check"])).out) as Review;
    assert.deepEqual([review.from, review.to, review.routine], [first, routine, true]);
  });

  await story.test("at a terminal the pin moves with one key, and only its line changes", async () => {
    const before = world.manifest();
    const { exit, said } = await world.atTerminal(["review", "yay"], [["Move the pin of yay? [y/N]", "y"]]);
    assert.equal(exit, 0, said);
    assert.equal(world.manifest(), before.replace(first, routine));
    assert.match(world.manifest(), /# read on Sunday/);
    assert.match((await world.run(["detect"])).out, /Unchanged: 2 entries/);
  });

  await story.test("an attack is the first thing one reads, and no key press accepts it", async () => {
    const recipe = pkgbuild("yay", "1.1", "install=yay.install");
    const attack = aur.push("yay", { PKGBUILD: recipe, "yay.install": SCRIPTLET });
    pushed(1_800_000_001);
    const detected = await world.run(["detect"]);
    assert.match(detected.out, /^Changed: 1\n {2}yay .*alarms?: do not accept/);
    const before = world.manifest();
    const accepted = await world.run(["review", "yay", "--accept"]);
    assert.equal(accepted.exit, 1);
    assert.match(accepted.said, /yay has an alarm: nothing was written/);
    assert.equal((await world.run(["review", "yay", "--check"])).exit, 1);
    const asked = await world.atTerminal(["review", "yay"], [["type yay:", "y"]]);
    assert.match(asked.out, /nothing was written/);
    assert.equal(world.manifest(), before);
    await world.atTerminal(["review", "yay"], [["type yay:", "yay"]]);
    assert.match(world.manifest(), new RegExp(`ref: ${attack} # read`));
  });

  await story.test("a page has all of it", async () => {
    const page = join(world.folder, "review.html");
    const address = `${aur.server.url}/yay.git`;
    const { exit } = await world.run(["review", address, first, routine, "--html", page, "--json"]);
    assert.equal(exit, 0);
    assert.match(readFileSync(page, "utf8"), /<title>yay: routine update/);
  });
});
