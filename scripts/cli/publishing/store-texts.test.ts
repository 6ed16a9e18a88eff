import assert from "node:assert/strict";
import { test } from "node:test";
import type { PublishedEntry, State } from "../../../actions/lib/documents/index.ts";
import type { Garbage, Pruned, Release, Rollback } from "../../../actions/lib/publishing/index.ts";
import { pruneText } from "./prune-text.ts";
import { releaseText } from "./release-text.ts";
import { rollbackText } from "./rollback-text.ts";
import { verificationText } from "./verification-text.ts";

const plain = { colour: false, columns: () => 120 };

const state: State = {
  format: 1,
  ...{ repository: "shelf", generation: 4, publication: "9f3c", time: "2026-11-22T10:10:00Z" },
  manifest: { key: "manifests/4-9f3c.json", sha256: "", bytes: 1 },
  ...{ database: "gen/4-9f3c/", databaseSigned: false, signedBy: null },
};

function aRollback(changes: Partial<Rollback>): Rollback {
  const none = { sha256: "", bytes: 0 };
  const manifest = {
    ...{ generation: 4, publication: "9f3c", time: state.time, commit: null, database: state.database },
    ...{ databases: { db: none, files: none }, previous: null, run: null, entries: [], highest: {} },
  };
  const nothing = { verdicts: [], removed: [], switched: [], notes: [], steps: [], unlisted: [] };
  return { outcome: "committed", state, manifest, ...nothing, ...changes };
}

function held(entry: string, ref: string | null = "a".repeat(40)): PublishedEntry {
  const nothing = { path: null, metadata: null, built: null, failure: null, rebuild: null };
  return { entry, ...nothing, hold: { ref, since: state.time } };
}

test("a rollback says what went back, why, what is held and what did not come back", () => {
  const because = "app 2-1 needs libfoo.so=2-64, which goes with libfoo 2-1";
  const text = rollbackText(
    aRollback({
      steps: [
        { entry: "app", pkgname: "app", from: "2-1", to: "1-1", because },
        { entry: "libfoo", pkgname: "libfoo", from: "2-1", to: "1-1", because: null },
        { entry: "late", pkgname: "late", from: "1-1", to: null, because: null },
        { entry: "gone", pkgname: "gone", from: null, to: "1-1", because: null },
      ],
      manifest: { ...aRollback({}).manifest, entries: [held("app"), held("libfoo"), held("late", null)] },
      unlisted: [{ pkgname: "old", version: "3-1" }],
      notes: ["clients take the older versions with `pacman -Syuu`"],
    }),
    plain,
  );
  assert.equal(
    text,
    `Went back
  app     2-1 → 1-1       because app 2-1 needs libfoo.so=2-64, which goes with libfoo 2-1
  libfoo  2-1 → 1-1
  late    1-1 is removed
  gone    1-1 comes back

Not brought back, since packages.yaml no longer lists them
  old  3-1

Notes
  clients take the older versions with \`pacman -Syuu\`

Published generation 4; held until packages.yaml names another ref or they are released: app, libfoo; held until they are released: late
`,
  );
});

test("a release says when the entry is built, and what else has to be released", () => {
  const released = { entry: "app", heldSince: "2026-11-22T10:10:00Z", heldUses: [], heldUsers: [] };
  const says = (changes: Partial<Release>) => releaseText({ ...aRollback({}), ...released, ...changes });
  assert.equal(says({}), "app is released (held since 2026-11-22 10:10 UTC): the next run builds it again\n");
  const tied = says({ heldUses: ["libfoo", "libbar"], heldUsers: ["tool"] });
  assert.match(
    tied,
    /from libfoo and libbar, held still, .* after `scripts\/autorepo release libfoo` and `.*libbar`$/m,
  );
  assert.match(tied, /^tool, held still, .* after `scripts\/autorepo release tool`$/m);
  const notes = ["app is not held: there is nothing to release"];
  assert.equal(says({ heldSince: null, notes }), "app is not held: there is nothing to release\n");
});

test("a rollback that changed nothing says why", () => {
  const notes = ["alpha 3-1 is what is published: there is nothing to take back"];
  const text = rollbackText(aRollback({ outcome: "unchanged", notes }), plain);
  assert.match(text, /nothing to take back\n\nNothing has changed: generation 4 stays\n$/);
});

function garbage(key: string, changes: Partial<Garbage> = {}): Garbage {
  const modified = new Date("2026-11-01T00:00:00Z");
  return {
    key,
    bytes: 1024,
    modified,
    kind: "package",
    reason: "of generation 1, current until now",
    ...changes,
  };
}

const pruned: Pruned = {
  ...{ state, kept: [4, 3, 2], deleted: [], waits: null },
  garbage: [
    garbage("gen/1-0/shelf.db", { kind: "database" }),
    garbage("alpha-1-1-any.01234567.pkg.tar.zst"),
    garbage("probe/1", { kind: "probe", reason: "of a publication that did not come through" }),
  ],
};

test("prune tells by reason what may go, packages first, and deletes only what it says it deleted", () => {
  assert.equal(
    pruneText(pruned, false, plain),
    `May go
  2 objects, 2.0 KiB  of generation 1, current until now: alpha-1-1-any.01234567.pkg.tar.zst, gen/1-0/shelf.db
  1 object, 1.0 KiB   of a publication that did not come through: probe/1

Kept: generations 2 to 4
3 objects, 3.0 KiB may go: \`scripts/autorepo prune --delete\` deletes them
`,
  );
  const deleted = pruneText({ ...pruned, deleted: ["probe/1"] }, true, plain);
  assert.match(
    deleted,
    /^Deleted\n {2}1 object, 1\.0 KiB .*probe\/1\n\nKept: .*\nDeleted 1 object, 1\.0 KiB\n$/s,
  );
  assert.doesNotMatch(deleted, /alpha/);
});

test("prune says where nothing may go, and why not yet", () => {
  const nothing = { ...pruned, garbage: [], kept: [4], waits: "the manifest of generation 3 is gone" };
  assert.equal(
    pruneText(nothing, true, plain),
    "the manifest of generation 3 is gone\n\nKept: generation 4\nNothing was deleted\n",
  );
});

test("a repair says what it did before what is still wrong", () => {
  const problem = { key: "alpha.pkg", problem: "missing", message: "alpha.pkg is gone" } as const;
  const repaired = ["state.json was made anew"];
  const text = verificationText({ state, checked: 5, problems: [problem], notes: [], repaired }, plain);
  assert.equal(
    text,
    `Repaired
  state.json was made anew

Problems
  missing  alpha.pkg is gone

Generation 4: 5 objects read, 1 not as the state says
`,
  );
});
