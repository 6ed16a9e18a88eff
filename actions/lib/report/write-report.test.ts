import assert from "node:assert/strict";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  aFailure,
  aManifest,
  anEntry,
  aPhase,
  aPublishedEntry,
  aResult,
  aRun,
  someFacts,
} from "../../../test/report-facts.ts";
import { openStore, type Store } from "../store/index.ts";
import { type LogReader, parseReport, writeReport } from "./index.ts";

const helloLog: LogReader = async (result, record) => {
  async function* bytes() {
    yield new TextEncoder().encode(`${record.phase} of ${result.entry} says hello\n`);
  }
  return bytes();
};

async function aSite() {
  const folder = await mkdtempDisposable(join(tmpdir(), "report-"));
  const store = await openStore({ kind: "directory", path: "." }, { folder: folder.path });
  return {
    store,
    read: (path: string) => readFile(join(folder.path, "report", path), "utf8"),
    files: async () => (await readdir(join(folder.path, "report"), { recursive: true })).toSorted(),
    [Symbol.asyncDispose]: () => folder.remove(),
  };
}

test("a run gets a page, each result one, and each phase its log", async () => {
  await using site = await aSite();
  const results = [aResult("libsigc++", { phases: [aPhase("sources", 2), aPhase("build", 9)] })];
  await writeReport(site.store, someFacts({ run: aRun(results) }), helloLog);
  const run = "run/20261122-101000-9f3c";
  const files = await site.files();
  for (const file of ["index.html", "run.json", "libsigc++/index.html", "libsigc++/build.html"]) {
    assert.ok(files.includes(`${run}/${file}`), `${file} is missing`);
  }
  assert.match(await site.read(`${run}/libsigc++/build.html`), /<li id=L1>build of libsigc\+\+ says hello/);
  assert.match(await site.read(`${run}/index.html`), /href="libsigc%2B%2B\/index.html"/);
  assert.match(await site.read(`${run}/libsigc++/index.html`), /href="sources.html">1 line</);
});

test("a failed result shows the end of the log it failed in", async () => {
  await using site = await aSite();
  const phases = [aPhase("sources", 2), aPhase("build", 9, 4)];
  const results = [aResult("jq", { outcome: "failed", phase: "build", reason: "build() failed", phases })];
  await writeReport(site.store, someFacts({ run: aRun(results) }), helloLog);
  const page = await site.read("run/20261122-101000-9f3c/jq/index.html");
  assert.match(page, /How build ended<\/h2><ol class="log mono" start="1"><li>build of jq says hello/);
});

test("an install test that ran to its end and found the package wanting has failed", async () => {
  await using site = await aSite();
  const phases = [aPhase("build", 9), aPhase("install-test", 2)];
  const results = [aResult("jq", { outcome: "failed", phase: "install-test", phases })];
  await writeReport(site.store, someFacts({ run: aRun(results) }), helloLog);
  const page = await site.read("run/20261122-101000-9f3c/jq/index.html");
  assert.match(page, /build<\/td><td class="number">9.0 s<\/td><td>exit 0<\/td>/);
  assert.match(
    page,
    /install-test<\/td><td class="number">2.0 s<\/td><td><span class="bad">failed<\/span><\/td>/,
  );
});

test("rendered again without a run, the front page is the same but for its time", async () => {
  await using site = await aSite();
  const entries = [anEntry("jq"), anEntry("libfoo")];
  const manifest = aManifest([aPublishedEntry("jq")]);
  const plan = {
    ...aRun([]).plan,
    idle: [{ entry: "libfoo", standing: "waits" as const, reason: "waits for libbar" }],
  };
  await writeReport(site.store, someFacts({ entries, manifest, run: aRun([], { plan }) }), helloLog);
  const before = await site.read("index.html");
  await writeReport(site.store, someFacts({ entries, manifest, time: "2027-01-01T00:00:00Z" }), helloLog);
  const after = await site.read("index.html");
  assert.match(before, /waits for libbar/);
  assert.equal(after.replace("2027-01-01 00:00 UTC", "2026-11-22 10:11 UTC"), before);
});

test("who never came through says when it was tried, and a run without work says so", async () => {
  await using site = await aSite();
  const failing = aPublishedEntry("jq", { built: null, failure: aFailure("jq") });
  const facts = someFacts({ entries: [anEntry("jq"), anEntry("paru")], manifest: aManifest([failing]) });
  const idle = [{ entry: "jq", standing: "waits" as const, reason: "failed with these inputs" }];
  await writeReport(site.store, { ...facts, run: aRun([], { plan: { ...aRun([]).plan, idle } }) }, helloLog);
  const page = await site.read("index.html");
  assert.match(page, /<td class="time small">2026-11-21 03:49 UTC <div class="soft">failed</);
  assert.match(page, /<td>nothing to build<\/td>/);
  const offline = aResult("paru", { outcome: "failed", phase: "sources", fault: "infrastructure" });
  const { entries } = await writeReport(site.store, { ...facts, run: aRun([offline]) }, helloLog);
  assert.deepEqual(
    entries.map(({ failed }) => failed),
    ["2026-11-21T03:49:00Z", "2026-11-22T10:08:12Z"],
  );
});

test("of thousands of packages page and document are whole, though they are written in pieces", async () => {
  await using site = await aSite();
  const names = Array.from({ length: 3000 }, (_, at) => `é-package-${at}`);
  const manifest = aManifest(names.map((name) => aPublishedEntry(name)));
  const entries = names.map((name) => anEntry(name));
  const report = await writeReport(site.store, someFacts({ entries, manifest }), helloLog);
  assert.deepEqual(parseReport(await site.read("report.json")), report);
  const page = await site.read("index.html");
  assert.equal(page.match(/<tr id="entry-é-package-\d+">/g)?.length, names.length);
  assert.match(page, /<\/tbody><\/table>.*<\/html>\n$/s);
});

test("secrets in reasons are masked in pages and in run.json", async () => {
  await using site = await aSite();
  const token = `ghp_${"aB3dEf".repeat(6)}`;
  const results = [aResult("jq", { outcome: "failed", phase: "build", reason: `curl said ${token}` })];
  const entries = [anEntry("jq")];
  await writeReport(site.store, someFacts({ entries, run: aRun(results) }), helloLog);
  for (const file of await site.files()) {
    if (!/\.(html|json)$/.test(file)) continue;
    assert.doesNotMatch(await site.read(file), /aB3dEf/, file);
  }
  const run = "run/20261122-101000-9f3c";
  assert.match(await site.read(`${run}/index.html`), /1 secret-looking string masked/);
});

test("a log that was not kept is said to be missing", async () => {
  await using site = await aSite();
  await writeReport(site.store, someFacts({ run: aRun([aResult("jq")]) }), async () => null);
  const page = await site.read("run/20261122-101000-9f3c/jq/index.html");
  assert.match(page, /no log was kept/);
});

test("a report that cannot be written has stopped writing when it says so", async () => {
  await using site = await aSite();
  const results = Array.from({ length: 20 }, (_, index) =>
    aResult(`p${index}`, { phases: [aPhase("build", 9)] }),
  );
  let [begun, under] = [0, 0];
  const put: Store["put"] = async (key, ...object) => {
    begun++;
    if (key.includes("/p3/")) throw new Error("no place left");
    under++;
    await site.store.put(key, ...object);
    under--;
  };
  const store = { ...site.store, put };
  await assert.rejects(writeReport(store, someFacts({ run: aRun(results) }), helloLog), /no place left/);
  assert.equal(under, 0);
  assert.ok(begun < results.length, `${begun} were begun`);
});

test("names cannot leave the report's folder", async () => {
  await using site = await aSite();
  const run = aRun([aResult("../../../evil")], { id: "../../up" });
  await writeReport(site.store, someFacts({ run }), helloLog);
  const files = await site.files();
  assert.ok(files.every((file) => !file.includes("..") || file.includes("~")));
  assert.ok(files.includes("run/~2e~.~2f~..~2f~up/~2e~.~2f~..~2f~..~2f~evil/build.html"), files.join("\n"));
});
