import assert from "node:assert/strict";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { launchBrowser, watchPage } from "../../../test/browser.ts";
import { aManifest, anEntry, aPublishedEntry, aResult, aRun, someFacts } from "../../../test/report-facts.ts";
import { openStore } from "../store/index.ts";
import { type LogReader, writeReport } from "./index.ts";

/** Everything an upstream may choose says this. */
const HOSTILE = `"><script>document.title='owned'</script></title></style></pre></ol><img src=https://evil.example/x onerror=alert(1)> \x1b[31m\u202egnp\u202c ${"long".repeat(100)}`;
const PAGES = ["index.html", "run/1/index.html", "run/1/hostile/index.html", "run/1/hostile/build-2.html"];

let browser: Browser;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtempDisposable(join(tmpdir(), "report-"));
  const store = await openStore({ kind: "directory", path: "." }, { folder: folder.path });
  await writeReport(store, hostileFacts(), hostileLog);
});

after(async () => {
  await browser?.close();
  await folder?.remove();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const [device, width] of [
    ["desktop", 1280],
    ["phone", 360],
  ] as const) {
    test(`hostile pages open from disk without a complaint on a ${colorScheme} ${device}`, async () => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      for (const path of PAGES) {
        const page = await context.newPage();
        const complaints = watchPage(page);
        await page.goto(pathToFileURL(join(folder.path, "report", path)).href);
        assert.notEqual(await page.title(), "owned");
        assert.equal(await page.locator("script, img, iframe, object, form").count(), 0, path);
        const overflow = await page.evaluate(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        assert.equal(overflow, 0, `${path} scrolls sideways`);
        assert.deepEqual(complaints, [], path);
        await page.close();
      }
      await context.close();
    });
  }
}

test("the policy refuses a script and a style that were smuggled in", async () => {
  const page = await browser.newPage();
  const complaints = watchPage(page);
  await page.goto(pathToFileURL(join(folder.path, "report/index.html")).href);
  await page.evaluate(
    `document.body.innerHTML += '<style>h1{color:red}</style><img src="https://evil.example/">'`,
  );
  await page.waitForFunction("document.images.length === 1");
  await page.waitForTimeout(100);
  assert.match(complaints.join("\n"), /Content Security Policy/);
  await page.close();
});

test("every link between the pages leads to a page", async () => {
  const page = await browser.newPage();
  const complaints = watchPage(page);
  const seen = new Set<string>();
  const open = [pathToFileURL(join(folder.path, "report/index.html")).href];
  for (let address = open.pop(); address; address = open.pop()) {
    if (seen.has(address)) continue;
    seen.add(address);
    const response = await page.goto(address);
    assert.ok(response?.ok() ?? true, address);
    if (address.endsWith(".json")) continue;
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map((a) => (a as { href: string } & object).href));
    open.push(...links.map((link) => link.replace(/#.*/, "")));
  }
  assert.ok(seen.size >= PAGES.length + 2, [...seen].join("\n"));
  assert.ok([...seen].every((address) => address.startsWith("file:")));
  assert.deepEqual(complaints, []);
  await page.close();
});

function hostileFacts() {
  const result = aResult("hostile", {
    outcome: "failed",
    phase: "build",
    fault: "package",
    reason: HOSTILE,
    image: HOSTILE,
    limits: [HOSTILE],
    tests: [{ test: "command", subject: HOSTILE, outcome: "failed", detail: HOSTILE }],
    vcs: [{ source: HOSTILE, commit: HOSTILE }],
    uses: [{ entry: HOSTILE, value: HOSTILE }],
    packages: [
      {
        pkgname: HOSTILE,
        version: HOSTILE,
        arch: HOSTILE,
        file: HOSTILE,
        sha256: HOSTILE,
        bytes: 1,
        offers: [HOSTILE],
        needs: [HOSTILE],
        members: [{ kind: "setuid", path: HOSTILE, detail: HOSTILE }],
      },
    ],
  });
  const plan = {
    ...aRun([]).plan,
    idle: [{ entry: HOSTILE, standing: "waits" as const, reason: HOSTILE }],
    removes: [{ pkgname: HOSTILE, withBuildOf: null, reason: HOSTILE }],
    missing: [{ entry: HOSTILE, dependency: HOSTILE, command: HOSTILE }],
    cycles: [[HOSTILE, "b"]],
  };
  return someFacts({
    entries: [anEntry("hostile"), anEntry(HOSTILE), anEntry("good")],
    manifest: aManifest([aPublishedEntry(HOSTILE), aPublishedEntry("good"), aPublishedEntry("gone")]),
    run: aRun([result, aResult("good")], {
      id: "1",
      plan,
      url: "javascript:alert(1)",
      verdicts: [{ entry: "good", outcome: "superseded", reason: HOSTILE }],
    }),
  });
}

const hostileLog: LogReader = async (result, record) => {
  async function* bytes() {
    const line = new TextEncoder().encode(`${HOSTILE}\n</li></ol><h1>no\n`);
    const times = result.entry === "hostile" && record.phase === "build" ? 1800 : 1;
    for (let count = 0; count < times; count++) yield line;
  }
  return bytes();
};
