import assert from "node:assert/strict";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  aFailure,
  aLinkedPair,
  aManifest,
  anEntry,
  aResult,
  aRun,
  someFacts,
} from "../../../test/report-facts.ts";
import { openStore } from "../store/index.ts";
import { parseReport, writeReport } from "./index.ts";

const WORDS = "greeter needs libgreeting.so=1-64, which libgreeting 1.2.0-1 no longer offers";
const RUN = "run/20261122-101000-9f3c";

test("a package that lost its library stands first on the front page, and its page says so", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "report-"));
  const store = await openStore({ kind: "directory", path: "." }, { folder: folder.path });
  const [greeter, library] = aLinkedPair("greeter", "libgreeting", 2);
  const facts = someFacts({
    entries: [anEntry("libgreeting"), anEntry("greeter")],
    manifest: aManifest([{ ...greeter, failure: aFailure("greeter") }, library]),
    run: aRun([aResult("libgreeting"), aResult("greeter", { outcome: "failed", phase: "build" })]),
  });
  const report = await writeReport(store, facts, async () => null);
  const read = (path: string) => readFile(join(folder.path, "report", path), "utf8");

  const entry = report.entries.find((each) => each.entry === "greeter");
  assert.equal(entry?.status, "broken");
  assert.match(entry.reason, new RegExp(`^${WORDS}; failed in build\\(\\)`));
  assert.deepEqual(parseReport(await read("report.json"))?.entries[1]?.status, "broken");
  const front = await read("index.html");
  assert.match(front, /<b>1<\/b> broken/);
  assert.match(front, /Not up to date<\/h2>(?:(?!libgreeting<).)*greeter<\/a>/s);
  assert.match(
    await read(`${RUN}/greeter/index.html`),
    new RegExp(`broken</span> as it is published: ${WORDS}`),
  );
  assert.match(await read(`${RUN}/index.html`), new RegExp(`Published, and broken.*${WORDS}`, "s"));
  assert.doesNotMatch(await read(`${RUN}/libgreeting/index.html`), /broken<\/span>/);
  assert.equal(JSON.parse(await read(`${RUN}/run.json`)).broken.length, 1);
});
