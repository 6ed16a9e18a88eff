import assert from "node:assert/strict";
import { test } from "node:test";
import { filesOf } from "../../../test/folder-files.ts";
import { textFromContainer } from "../../../test/made-packages.ts";
import { backdate, collected, entryOf, publishingWorld, requestOf } from "../../../test/publishing-world.ts";
import { publish } from "./index.ts";

test("real pacman syncs from the store, and downloads what it lists", async () => {
  await using world = await publishingWorld();
  const [epoch, plain] = [entryOf("epoch"), entryOf("plain")];
  const results = [
    await collected(world, { entry: epoch, packages: [{ pkgname: "epoch", version: "2:1.0+git-1" }] }),
    await collected(world, { entry: plain, packages: [{ pkgname: "plain", version: "1-1" }] }),
  ];
  const { state } = await publish(requestOf(world.store, [epoch, plain], { results }));
  await backdate(world.root);
  const next = [await collected(world, { entry: plain, packages: [{ pkgname: "plain", version: "1-1.1" }] })];
  await publish(requestOf(world.store, [epoch, plain], { results: next, plannedOn: state }));
  const said = await textFromContainer(
    `cat > /tmp/pacman.conf <<EOF
[options]
Architecture = x86_64
SigLevel = Never
[shelf]
Server = file:///given/public
EOF
    pacman --config /tmp/pacman.conf -Sy --noconfirm >&2
    pacman --config /tmp/pacman.conf -Fy --noconfirm >&2
    pacman --config /tmp/pacman.conf -Sl shelf
    pacman --config /tmp/pacman.conf -Fl epoch plain
    pacman --config /tmp/pacman.conf -Swdd --noconfirm epoch plain >&2
    ls /var/cache/pacman/pkg | grep -c '^\\(epoch-2_1.0_git-1\\|plain-1-1.1\\)-any'`,
    await filesOf(world.root, "public"),
  );
  const lines = [
    "shelf epoch 2:1.0+git-1",
    "shelf plain 1-1.1",
    "epoch usr/share/epoch",
    "plain usr/share/plain",
    "2",
    "",
  ];
  assert.deepEqual(said.split("\n"), lines);
});
