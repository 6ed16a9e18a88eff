import assert from "node:assert/strict";
import { test } from "node:test";
import { entryOf, NOW, REPOSITORY } from "../../../../test/publishing-world.ts";
import type { PublishedEntry, PublishedPackage } from "../../documents/index.ts";
import { dropCommand, dropNote, type RemedyFacts, storeProblems } from "./store-problems.ts";
import { type NamedObject, type ObjectFault, unsignedPackage } from "./verify-objects.ts";

const object = "tool-1-1-any.01234567.pkg.tar.zst";
const published: PublishedPackage = {
  ...{ pkgname: "tool", version: "1-1", arch: "any", object, sha256: "0", bytes: 1, installedBytes: 1 },
  ...{ signedBy: null, needs: [], offers: [] },
};
const tool = entryOf("tool");
const entry: PublishedEntry = {
  ...{ entry: "tool", path: null, metadata: null, built: null, failure: null, hold: null, rebuild: null },
};
const missing = (object: NamedObject): ObjectFault => ({ object, problem: "missing", found: null });
const lost = (owner = "tool") => missing(unsignedPackage({ owner, published }));
const database = (kind: string) =>
  missing({ key: `gen/1/shelf.${kind}`, expected: published, signedBy: null, owned: null });

/** What is said of the faults, where nothing else is out of order. */
function says(faults: readonly ObjectFault[], changes: Partial<RemedyFacts> = {}): string {
  const facts = { repositoryName: REPOSITORY, entries: [entry], tip: [tool], isGenuine: true, ...changes };
  return storeProblems(faults, facts)
    .map(({ message }) => message)
    .join("\n");
}

test("of a lost package verify says what brings it back as things stand", () => {
  const held = {
    ...entry,
    hold: { ref: tool.ref?.kind === "commit" ? tool.ref.sha : "", since: NOW.toISOString() },
  };
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      says([lost()]),
      /is gone: restore .*, or build it again: `scripts\/autorepo run --rebuild --packages tool`$/,
    ],
    [says([lost()], { tip: null }), /--rebuild --packages tool`$/],
    [says([lost()], { entries: [held] }), /`scripts\/autorepo release tool`, then `scripts\/autorepo run`$/],
    [says([lost()], { tip: [{ ...tool, ref: null }] }), /until tool has a reviewed `ref` .*--drop tool`$/],
    [
      says([lost()], { tip: [{ ...tool, source: { local: "tool" }, ref: null }] }),
      /--rebuild --packages tool`$/,
    ],
    [
      says([lost()], { tip: [{ ...tool, publishes: ["other"] }] }),
      /no longer lists it, .*--drop tool` takes it out$/,
    ],
    [says([lost()], { tip: [] }), /no longer lists it, `scripts\/autorepo run` takes it out$/],
    [says([lost("old")], { tip: [tool] }), /--rebuild --packages tool`$/],
    [says([lost()], { isGenuine: false }), /restore it from a copy, or mend state\.json first/],
    [says([lost(`${REPOSITORY}-keyring`)]), /`scripts\/autorepo verify --repair` writes it anew/],
  ];
  for (const [text, wanted] of cases) assert.match(text, wanted);
});

test("without the database that the next one is written from, no run can bring a package back", () => {
  for (const tip of [[tool], []]) {
    const text = says([database("files"), lost()], { tip });
    assert.match(
      text,
      /^gen\S+ is gone: `.*--repair` writes it anew .*, once all of them are there or let go$/m,
    );
    assert.match(text, /^tool-1-1\S+ is gone: .*`scripts\/autorepo verify --repair --drop tool`/m);
  }
  assert.match(says([database("db"), lost()]), /--rebuild --packages tool`$/);
  assert.match(says([database("files")]), /writes it anew from the packages$/);
});

test("the way out where nothing brings it back is told once", () => {
  const facts = { repositoryName: REPOSITORY, entries: [entry], tip: [tool], isGenuine: true };
  assert.match(
    dropNote([lost(), database("db")], facts) ?? "",
    /`scripts\/autorepo verify --repair --drop tool`/,
  );
  assert.equal(dropNote([lost()], { ...facts, tip: [] }), null);
  assert.equal(dropNote([lost(`${REPOSITORY}-keyring`)], facts), null);
  assert.equal(dropNote([lost()], { ...facts, isGenuine: false }), null);
});

test("many packages are dropped by one short command", () => {
  assert.equal(
    dropCommand(["a", "b"], " --signed-by F"),
    "`scripts/autorepo verify --repair --signed-by F --drop a,b`",
  );
  const many = Array.from({ length: 300 }, (_, index) => `package-${index}`);
  assert.equal(dropCommand(many), "`scripts/autorepo verify --repair --drop '*'`");
});
