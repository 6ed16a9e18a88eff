import assert from "node:assert/strict";
import { test } from "node:test";
import { anEntry } from "../../test/report-facts.ts";
import { type Sandbox, SandboxError, type SandboxErrorCode } from "../lib/sandbox/index.ts";
import type { PackageTree } from "../lib/upstream/index.ts";
import { lookUpTrees, type TreeLookup } from "./look-up-trees.ts";

const EMPTY: PackageTree = {
  commit: null,
  tree: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  date: 0,
  files: [],
};

/** A lookup in which every entry has to be evaluated and no sandbox opens. */
function aLookup(code: SandboxErrorCode, notes: string[] = []): TreeLookup {
  const entries = ["jq", "yq"].map((name) => anEntry(name));
  return {
    entries,
    manifest: null,
    upstream: {
      tree: async () => EMPTY,
      heads: async () => new Map(),
      ownCommit: async () => null,
      ownHistoryHolds: async () => true,
    },
    cache: {
      ...{ get: async () => null, set: async () => {} },
      ...{ problem: async () => null, setProblem: async () => {} },
    },
    sandbox: async (): Promise<Sandbox> => {
      throw new SandboxError(code, "no container engine answers");
    },
    signal: new AbortController().signal,
    note: (text) => notes.push(text),
  };
}

test("a machine on which nothing can be evaluated ends planning, and says nothing of evaluating", async () => {
  for (const code of ["no-engine", "no-image", "limits"] as const) {
    const notes: string[] = [];
    await assert.rejects(lookUpTrees(aLookup(code, notes)), { name: "SandboxError", code });
    assert.deepEqual(notes, []);
  }
});

test("what is known to be unreadable needs no container", async () => {
  const lookup = aLookup("no-engine");
  const trees = await lookUpTrees({
    ...lookup,
    cache: { ...lookup.cache, problem: async () => "no PKGBUILD" },
  });
  assert.deepEqual(trees.get("jq"), { problem: "no PKGBUILD" });
});

test("a container that breaks is the problem of one entry", async () => {
  const trees = await lookUpTrees(aLookup("container"));
  assert.deepEqual(trees.get("jq"), { problem: "no container engine answers" });
  assert.deepEqual(trees.get("yq"), { problem: "no container engine answers" });
});
