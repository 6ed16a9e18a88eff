import assert from "node:assert/strict";
import { mkdtempDisposable, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writeTar } from "../archive/index.ts";
import { takePackages } from "./outputs.ts";
import { entryOf, pkgbuild } from "./small-package.ts";

/** Takes a file that is no package, when the package's time is over in so many seconds. */
async function take(secondsLeft: number): Promise<unknown> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "outputs-"));
  const content = Buffer.from("nonsense");
  const tar = () => writeTar([{ type: "file", path: "a-1-1-any.pkg.tar.zst", mode: 0o644, content }]);
  const distribution = { version: () => null, providers: () => [] };
  const signal = new AbortController().signal;
  const deadline = performance.now() + secondsLeft * 1000;
  const log = { phase: "build", write() {}, note() {}, exited() {} } as const;
  try {
    return await takePackages(
      { take: tar },
      {
        entry: entryOf({ name: "a", pkgbuild: pkgbuild("a") }),
        pkgbase: "a",
        version: "1-1",
        folder: folder.path,
        context: { manifest: null, distribution },
      },
      { log, bounds: { timeoutSeconds: 60, deadline, limits: [], signal } },
    );
  } finally {
    assert.deepEqual(await readdir(folder.path), ["a-1-1-any.pkg.tar.zst"]);
  }
}

test("packages are read, and refused by what they are", async () => {
  await assert.rejects(take(60), /packages refused: .*a-1-1-any\.pkg\.tar\.zst/);
});

test("nothing more is read once the package's time is over", async () => {
  await assert.rejects(take(-1), /packages refused: reading them takes longer than 1 min/);
});
