import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { collected, entryOf, publishingWorld, REPOSITORY, requestOf } from "../../test/publishing-world.ts";
import { aLinkedPair, aPublication } from "../../test/report-facts.ts";
import { signerFor } from "../../test/signing-keys.ts";
import { EMPTY_PLAN } from "../lib/documents/index.ts";
import { clientsTrust, type Verdict } from "../lib/publishing/index.ts";
import { publishResults } from "./publish-results.ts";
import { publishSummary } from "./publish-summary.ts";

const alpha = entryOf("alpha");
const repository = { name: REPOSITORY, server: "https://pkgs.example.org/a" };

test("a summary links pages that are there, and tells clients all they need", async () => {
  await using world = await publishingWorld();
  const key = await signerFor();
  const results = [
    await collected(world, { entry: alpha, packages: [{ pkgname: "alpha", version: "1-1" }] }),
  ];
  const signing = { key, mayBeUnsigned: true, redirectsWork: async () => false };
  const now = new Date();
  const publication = await publishResults({
    ...requestOf(world.store, [alpha], { results, signing, now }),
    ...{ repository, plan: EMPTY_PLAN, runId: "7-1", started: now, warn: (text) => assert.fail(text) },
  });
  const trust = clientsTrust(publication.state);
  const facts = { publication, repository, signing: trust, runId: "7-1", missing: [], ignored: [] };
  const summary = publishSummary(facts);
  const links = [...summary.matchAll(/\]\(https:\/\/pkgs\.example\.org\/a\/([^)]*)\)/g)].map(([, at]) => at);
  assert.deepEqual(links, ["report/index.html", "report/run/7-1/index.html"]);
  for (const page of links) assert.ok((await readFile(path.join(world.root, `${page}`))).length > 0);
  const steps = ["pacman-key --add shelf.asc", `--lsign-key ${key.primaryFingerprint}`, "[shelf]\nSigLevel"];
  const found = steps.map((step) => summary.indexOf(step));
  assert.deepEqual(
    found,
    found.toSorted((one, two) => one - two),
  );
  assert.ok(found.every((at) => at >= 0));
  assert.doesNotMatch(publishSummary({ ...facts, signing: null }), /pacman-key/);
});

test("what needs eyes stands first, and of three hundred packages GitHub takes all", () => {
  const [user, library] = aLinkedPair("greeter", "libgreeting", 2);
  const verdicts = Array.from({ length: 300 }, (_, at): Verdict => {
    const reason = "make: *** [Makefile:12: all] Error 2\n".repeat(200);
    return { entry: `p${at}`, outcome: at % 3 === 0 ? "failed" : "published", reason };
  });
  const publication = aPublication([user, library], { verdicts });
  const facts = { publication, repository, signing: null, runId: "7-1", missing: ["late"], ignored: [] };
  const summary = publishSummary(facts);
  assert.deepEqual(
    [...summary.matchAll(/^### (.*)$/gm)].map(([, heading]) => heading),
    ["Published, and broken: 1", "Failed: 100", "Published: 200", "Without a result: 1", "pacman.conf"],
  );
  assert.match(
    summary,
    /\| greeter \| greeter needs libgreeting\.so=1-64, which libgreeting 1\.2\.0-1 no longer/,
  );
  assert.ok(Buffer.byteLength(summary) < 1_000_000);
});
