import assert from "node:assert/strict";
import { cp, readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { textFromContainer } from "../../../../test/made-packages.ts";
import { changeOf, entryOf, publishingWorld, publishPackages } from "../../../../test/publishing-world.ts";
import type { TarSource } from "../../archive/index.ts";
import { rollback } from "../index.ts";

/** What a client does at three moments of the repository's life, whose databases are a minute apart. */
const CLIENT = `
cat > /tmp/pacman.conf <<EOF
[options]
Architecture = x86_64
SigLevel = Never
[shelf]
Server = file:///srv
EOF
mkdir -p /tmp/root/var/lib/pacman
client() { pacman --config /tmp/pacman.conf --root /tmp/root --noconfirm "$@" >&2; }
installed() { echo "$1: $(pacman --root /tmp/root -Q | tr '\\n' ' ')"; }
serve() { rm -rf /srv; cp -r "/given/$1" /srv; find /srv -type f -exec touch -d "$2" {} +; }
serve second '3 minutes ago'
client -Sydd libfoo app
installed second
serve rolled '2 minutes ago'
client -Syu
installed 'rolled, -Syu'
client -Syuu
installed 'rolled, -Syuu'
serve third '1 minute ago'
client -Syu
installed third`;

test("clients go back with -Syuu, not with -Syu, and forward again (case 78)", async () => {
  await using world = await publishingWorld();
  const entries = [entryOf("libfoo"), entryOf("app")];
  const packagesOf = (number: number) => [
    { pkgname: "libfoo", version: `1:${number}.0-1`, soname: `libfoo.so.${number}` },
    { pkgname: "app", version: `${number}.0+git-1`, needed: [`libfoo.so.${number}`] },
  ];
  const moments = path.join(world.folder, "moments");
  const keep = async (name: string) => await cp(world.root, path.join(moments, name), { recursive: true });
  for (const number of [1, 2]) await publishPackages(world, entries, { packages: packagesOf(number) });
  await keep("second");
  const wish = { kind: "version", name: "libfoo", version: "1:1.0-1" } as const;
  await rollback({ ...changeOf(world.store, entries), wish, remove: null, progress: () => {} });
  await keep("rolled");
  const moved = entries.map(({ name }) => entryOf(name, { ref: { kind: "commit", sha: "c".repeat(40) } }));
  await publishPackages(world, moved, { packages: packagesOf(3) });
  await keep("third");
  const said = await textFromContainer(CLIENT, await filesOf(moments));
  assert.deepEqual(said.trim().split(/ ?\n/), [
    "second: app 2.0+git-1 libfoo 1:2.0-1",
    "rolled, -Syu: app 2.0+git-1 libfoo 1:2.0-1",
    "rolled, -Syuu: app 1.0+git-1 libfoo 1:1.0-1",
    "third: app 3.0+git-1 libfoo 1:3.0-1",
  ]);
});

/** What lies in a folder; dates are left to the script. */
async function filesOf(root: string): Promise<readonly TarSource[]> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  return await Promise.all(
    found.map(async (entry): Promise<TarSource> => {
      const file = path.join(entry.parentPath, entry.name);
      const target = path.relative(root, file);
      const mode = (await stat(file)).mode & 0o7777;
      if (entry.isDirectory()) return { type: "directory", path: target, mode };
      return { type: "file", path: target, mode, content: await readFile(file) };
    }),
  );
}
