import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { metadataCache } from "./metadata-cache.ts";

const TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

test("a PKGBUILD that cannot be read is not evaluated again in the image that could not read it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "autorepo-metadata-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true }));
  const cache = metadataCache(folder, "archlinux:base-devel");
  assert.equal(await cache.problem(TREE), null);
  await cache.setProblem(TREE, "bash cannot read the PKGBUILD");
  const next = metadataCache(folder, "archlinux:base-devel");
  assert.equal(await next.problem(TREE), "bash cannot read the PKGBUILD");
  assert.equal(await next.get(TREE), null);
  assert.equal(await metadataCache(folder, "archlinux:base-devel-2").problem(TREE), null);
});
