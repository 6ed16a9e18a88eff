import assert from "node:assert/strict";
import { test } from "node:test";
import { anEntry, aPublishedEntry, aResult, inputsOf } from "../../../test/report-facts.ts";
import { type EntryFacts, entryStatus } from "./entry-status.ts";

function statusOf(changes: Partial<EntryFacts>) {
  const { status, reason } = entryStatus({
    listed: anEntry("jq"),
    published: null,
    result: null,
    verdict: null,
    idle: null,
    broken: null,
    ownKeyring: false,
    ...changes,
  });
  return `${status}: ${reason}`;
}

const failure = {
  ...inputsOf("jq"),
  phase: "build" as const,
  reason: "build() ended with exit code 4.",
  time: "2026-11-21T10:00:00Z",
  run: null,
};

test("what is published and has nothing to do says why", () => {
  const published = aPublishedEntry("jq");
  assert.equal(statusOf({ published }), "published: up to date");
  assert.equal(
    statusOf({ published, idle: { standing: "rests", reason: "pin unchanged" } }),
    "published: pin unchanged",
  );
  assert.equal(statusOf({ published, result: aResult("jq") }), "published: built jq 1.2.0-1");
});

test("a failure names its phase, and what stays published", () => {
  const result = aResult("jq", {
    outcome: "failed",
    phase: "install-test",
    reason: "usr/bin/jq: no libfoo.so=3.",
  });
  assert.equal(statusOf({ result }), "failed: failed in the install test: usr/bin/jq: no libfoo.so=3");
  assert.equal(
    statusOf({ result, published: aPublishedEntry("jq") }),
    "failed: failed in the install test: usr/bin/jq: no libfoo.so=3; 1.2.0-1 stays published",
  );
});

test("what nobody could try to build is told apart from what waits, and what stays published with it", () => {
  const idle = { standing: "unbuildable", reason: "bash cannot read the PKGBUILD." } as const;
  assert.equal(statusOf({ idle }), "unbuildable: bash cannot read the PKGBUILD");
  assert.equal(
    statusOf({ idle, published: aPublishedEntry("jq", { failure }) }),
    "unbuildable: bash cannot read the PKGBUILD; 1.2.0-1 stays published",
  );
});

test("a failure of an earlier run is still told", () => {
  assert.equal(
    statusOf({ published: aPublishedEntry("jq", { failure }) }),
    "failed: failed in build(), check() or package() on 2026-11-21: build() ended with exit code 4; 1.2.0-1 stays published",
  );
});

test("what is broken as it is published says so first, then what keeps it from being mended", () => {
  const broken = "jq needs libfoo.so=2-64, which libfoo 3.0-1 no longer offers";
  const published = aPublishedEntry("jq", { failure });
  assert.equal(
    statusOf({ published: aPublishedEntry("jq"), broken, idle: { standing: "rests", reason: "unchanged" } }),
    `broken: ${broken}`,
  );
  assert.match(
    statusOf({ published, broken }),
    new RegExp(
      `^broken: ${broken}; failed in build\\(\\), .* on 2026-11-21: .*; 1\\.2\\.0-1 stays published$`,
    ),
  );
  const hold = { ref: null, since: "2026-11-19T00:00:00Z" };
  const folder = anEntry("jq", { source: { local: "jq" }, ref: null });
  const held = { listed: folder, published: aPublishedEntry("jq", { hold }), broken };
  assert.match(statusOf(held), /^broken: .*; held at 1\.2/);
  assert.match(statusOf({ listed: null, published, broken }), /^unlisted: /);
});

test("a fault of the infrastructure waits for another try", () => {
  const result = aResult("jq", {
    outcome: "failed",
    phase: "sources",
    fault: "infrastructure",
    reason: "example.org answered 503",
  });
  assert.equal(statusOf({ result }), "waiting: will be tried again: example.org answered 503");
});

test("blocked and postponed results wait", () => {
  const result = aResult("jq", { outcome: "blocked", reason: "waits for libbar" });
  assert.equal(statusOf({ result }), "waiting: blocked: waits for libbar");
});

test("what publish refused failed, what it put off waits", () => {
  const built = { result: aResult("jq"), published: aPublishedEntry("jq") };
  assert.equal(
    statusOf({ ...built, verdict: { outcome: "refused", reason: "it contains glibc" } }),
    "failed: refused by publish: it contains glibc; 1.2.0-1 stays published",
  );
  assert.match(
    statusOf({ ...built, verdict: { outcome: "postponed", reason: "x" } }),
    /^waiting: postponed by publish: x/,
  );
  assert.match(statusOf({ ...built, verdict: { outcome: "published", reason: "x" } }), /^published: /);
});

test("a hold counts while packages.yaml names the ref it was made on", () => {
  const ref = { kind: "commit", sha: "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c" } as const;
  const hold = { ref: ref.sha, since: "2026-11-19T00:00:00Z" };
  const published = aPublishedEntry("jq", { hold });
  assert.equal(
    statusOf({ published, listed: anEntry("jq", { ref }) }),
    'held: held at 1.2.0-1 by a rollback on 2026-11-19: a new ref or "scripts/autorepo release jq" lifts it',
  );
  const moved = anEntry("jq", { ref: { kind: "commit", sha: "0".repeat(40) } });
  assert.equal(statusOf({ published, listed: moved }), "published: up to date");
});

test("what was never published says what it waits for", () => {
  assert.equal(statusOf({}), "waiting: never built");
  assert.equal(statusOf({ listed: anEntry("jq", { ref: null }) }), "waiting: waits for its first review");
  assert.equal(
    statusOf({ idle: { standing: "rests", reason: "cycle: a → b → a" } }),
    "waiting: cycle: a → b → a",
  );
});

test("what packages.yaml no longer lists is on its way out, except the repository's own keyring", () => {
  const published = aPublishedEntry("jq");
  assert.match(statusOf({ listed: null, published }), /^unlisted: /);
  assert.match(statusOf({ listed: null, published, ownKeyring: true }), /^published: /);
});
