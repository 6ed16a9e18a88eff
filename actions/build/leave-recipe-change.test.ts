import assert from "node:assert/strict";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { aManifest, anEntry, aPublishedEntry, aResult } from "../../test/report-facts.ts";
import { readRecipeChange } from "../lib/recipe-change/index.ts";
import { type PackageTree, treeId, type Upstream } from "../lib/upstream/index.ts";
import { leaveRecipeChange } from "./leave-recipe-change.ts";

const [OLD, NEW] = ["1".repeat(40), "2".repeat(40)];

function recipe(commit: string, path: string): PackageTree {
  const files = [
    { path: "PKGBUILD", kind: "file", content: Buffer.from(`# ${commit} at ${path}\n`) },
  ] as const;
  return { commit, tree: treeId(files), date: 0, files };
}

/** Reads what was asked for; of a lost commit it says so. */
function upstream({ lost = [] as readonly string[] } = {}): Upstream {
  return {
    tree: async ({ source }, commit) => {
      if (commit == null || lost.includes(commit)) throw new Error("it is not in the history of master");
      return recipe(commit, "path" in source ? source.path : "");
    },
    heads: async () => new Map(),
    ownCommit: async () => null,
    ownHistoryHolds: async () => true,
  };
}

const published = aPublishedEntry("yay", { path: "old/place" });
const manifest = aManifest([
  {
    ...published,
    built: published.built && { ...published.built, commit: OLD, tree: recipe(OLD, "old/place").tree },
  },
]);
const packagesYaml = { entries: [anEntry("yay")] };

async function left(
  result: Parameters<typeof aResult>[1],
  around: { upstream?: Upstream; manifest?: null } = {},
) {
  await using folder = await mkdtempDisposable(join(tmpdir(), "leave-"));
  const finished = { result: aResult("yay", result), folder: folder.path, packages: [] };
  await leaveRecipeChange(finished, { upstream: upstream(), manifest, packagesYaml, ...around });
  const names = await readdir(folder.path);
  return names.length === 0 ? null : await readFile(join(folder.path, names[0] ?? ""));
}

test("where the pin moved, both versions are left, the published one from where it was then", async () => {
  const [from, to] = [recipe(OLD, "old/place"), recipe(NEW, "")];
  const bytes = await left({ commit: NEW, tree: to.tree });
  assert.ok(bytes);
  const change = readRecipeChange(bytes, { from: from.tree, to: to.tree });
  assert.deepEqual([change.from.commit, change.to.commit], [OLD, NEW]);
  assert.ok(await left({ commit: NEW, tree: to.tree, outcome: "failed" }), "also of what failed");
});

test("nothing is left of what did not change, was never published, or cannot be had any more", async () => {
  const moved = { commit: NEW, tree: recipe(NEW, "").tree };
  assert.equal(await left({ commit: OLD, tree: recipe(OLD, "old/place").tree }), null);
  assert.equal(await left(moved, { manifest: null }), null);
  assert.equal(await left({ ...moved, outcome: "postponed" }), null);
  assert.equal(await left({ ...moved, commit: null }), null);
  assert.equal(await left(moved, { upstream: upstream({ lost: [OLD] }) }), null);
});
