import assert from "node:assert/strict";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { launchBrowser, watchPage } from "../../../test/browser.ts";
import type { Finding, Review } from "../documents/index.ts";
import type { PackageTree, TreeFile } from "../upstream/index.ts";
import { diffPage, type ReviewedChange } from "./index.ts";

const [OLD, NEW] = ["3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c", "9ab2c4d6e8f0123456789abcdef0123456789abc"];
const HOSTILE = `"><script>document.title='owned'</script></td></table></style><img src=https://evil.example/x> \u202egnp\u202c ⟦note 0⟧`;

let browser: Browser;
let folder: Awaited<ReturnType<typeof mkdtempDisposable>>;

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtempDisposable(join(tmpdir(), "diff-page-"));
});

after(async () => {
  await browser?.close();
  await folder?.remove();
});

function file(path: string, content: string | Uint8Array, kind: TreeFile["kind"] = "file"): TreeFile {
  return { path, kind, content: Buffer.from(content) };
}

function tree(commit: string, files: readonly TreeFile[]): PackageTree {
  return { commit, tree: commit, date: 0, files };
}

function finding(fields: Partial<Finding>): Finding {
  const plain = { rule: "some-rule", severity: "warning", message: "Look here.", file: "PKGBUILD" } as const;
  return { ...plain, side: "new", line: null, text: "", ...fields };
}

function change(fields: Partial<ReviewedChange>, review: Partial<Review> = {}): ReviewedChange {
  return {
    name: "hello",
    from: tree(OLD, [file("PKGBUILD", "pkgver=1\n")]),
    to: tree(NEW, [file("PKGBUILD", "pkgver=2\n")]),
    rulePage: (rule) => `https://example.org/${rule}`,
    review: {
      entry: "hello",
      from: OLD,
      to: NEW,
      versions: { from: "1-1", to: "2-1" },
      evaluated: true,
      routine: false,
      reason: "the source moved",
      findings: [],
      milliseconds: 1,
      ...review,
    },
    ...fields,
  };
}

async function opened(
  reviewed: ReviewedChange,
  options: { width?: number; dark?: boolean } = {},
): Promise<Page> {
  const path = join(folder.path, `${Math.random()}.html`);
  await writeFile(path, diffPage(reviewed));
  const colorScheme = options.dark ? "dark" : "light";
  const context = await browser.newContext({
    colorScheme,
    viewport: { width: options.width ?? 1200, height: 900 },
  });
  const page = await context.newPage();
  const complaints = watchPage(page);
  await page.goto(pathToFileURL(path).href);
  assert.deepEqual(complaints, []);
  return page;
}

async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? "";
}

const hostile = change(
  {
    name: HOSTILE,
    from: tree(OLD, [
      file("PKGBUILD", `a\n${HOSTILE}\n`),
      file(`x\n+++ b/PKGBUILD`, "1\n"),
      file("gone", "1\n"),
    ]),
    to: tree(NEW, [
      file("PKGBUILD", `a\n${HOSTILE}!\n${"x".repeat(100_000)}`),
      file(`x\n+++ b/PKGBUILD`, "@@ -1 +1 @@\n--- a/PKGBUILD\n", "executable"),
      file("lint", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0])),
      file("to-passwd", "/etc/passwd", "symlink"),
    ]),
  },
  {
    reason: HOSTILE,
    findings: [
      finding({ severity: "alarm", message: HOSTILE, line: 2, text: HOSTILE }),
      finding({ severity: "alarm", message: "A binary.", file: "lint" }),
      finding({ severity: "note", message: "Far away.", file: null }),
    ],
  },
);

for (const [device, options] of [
  ["on a light desktop", {}],
  ["on a dark desktop", { dark: true }],
  ["on a phone", { width: 360 }],
] as const) {
  test(`a hostile change opens from disk ${device} without a complaint and does nothing`, async () => {
    const page = await opened(hostile, options);
    assert.doesNotMatch(await page.title(), /^owned$/);
    assert.equal(await page.locator("script, img, iframe, object, form").count(), 0);
    assert.equal(
      await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"),
      0,
    );
    assert.match(await textOf(page.locator("body")), /⟦U\+202E⟧gnp/);
  });
}

test("an alarm is told in the first screen, in words, and stands at its line", async () => {
  const page = await opened(
    change(
      {
        to: tree(NEW, [
          file("PKGBUILD", "pkgver=2\ninstall=x.install\n"),
          file("x.install", "post_install() {\n  npm install atomic-lockfile\n}\n"),
        ]),
      },
      {
        findings: [
          finding({
            severity: "alarm",
            message: "x.install runs npm as root on your machine.",
            file: "x.install",
            line: 2,
          }),
        ],
      },
    ),
  );
  const alarm = page.locator(".findings .alarm");
  assert.match(await textOf(alarm), /x\.install runs npm as root on your machine/);
  const box = await alarm.boundingBox();
  assert.ok(box !== null && box.y + box.height < 600);
  assert.match(await textOf(page.locator(".verdict")), /1 alarm: do not accept this/);
  const row = page.locator("#finding-1 >> xpath=ancestor::tr/following-sibling::tr[1]");
  assert.match(await textOf(row), /npm install atomic-lockfile/);
  await alarm.locator("a.mono").click();
  assert.match(page.url(), /#finding-1$/);
});

test("both versions are there whole: changed words are marked, unchanged lines and files can be opened", async () => {
  const lines = Array.from({ length: 200 }, (_, at) => `line ${at}`);
  const page = await opened(
    change({
      from: tree(OLD, [file("PKGBUILD", lines.join("\n")), file("same.patch", "as before\n")]),
      to: tree(NEW, [
        file("PKGBUILD", lines.with(100, "line one hundred").join("\n")),
        file("same.patch", "as before\n"),
      ]),
    }),
  );
  assert.match(await textOf(page.locator("ins").first()), /hundred/);
  assert.equal(await page.getByText("line 5", { exact: true }).isVisible(), false);
  await page.getByText("The whole file: 189 more unchanged lines").click();
  assert.equal(await page.getByText("line 5", { exact: true }).isVisible(), true);
  await page.getByText("same.patch").click();
  assert.equal(await page.getByText("as before").isVisible(), true);
});

test("a first review shows every file, and one without findings says so", async () => {
  const page = await opened(change({ from: null }, { from: null, versions: { from: null, to: "2-1" } }));
  assert.match(await textOf(page.locator("h1")), /hello 2-1$/);
  assert.match(await textOf(page.locator("main")), /No findings\.[\s\S]*pkgver=2/);
});

test("the files of the worst findings come first, and .SRCINFO last", async () => {
  const page = await opened(
    change(
      {
        to: tree(NEW, [
          file(".SRCINFO", "x\n"),
          file("PKGBUILD", "x\n"),
          file("a.patch", "x\n"),
          file("z.sh", "x\n"),
        ]),
      },
      { findings: [finding({ severity: "alarm", file: "z.sh" })] },
    ),
  );
  const names = await page.locator(".file .mono").allTextContents();
  assert.deepEqual(names.slice(0, 4), ["z.sh", "PKGBUILD", "a.patch", ".SRCINFO"]);
});

test("10,000 changed lines are rendered within seconds", () => {
  const lines = (word: string) => Array.from({ length: 10_000 }, (_, at) => `${word} ${at}`).join("\n");
  const started = performance.now();
  diffPage(
    change({ from: tree(OLD, [file("config", lines("a"))]), to: tree(NEW, [file("config", lines("b"))]) }),
  );
  assert.ok(performance.now() - started < 10_000);
});

test("files that are more than a person could read cost no page of gigabytes, and hide none that can be read", () => {
  const shortLines = Buffer.alloc(16 * 1024 * 1024, "a\n");
  const files = [file("PKGBUILD", "pkgver=2\n"), file("a.txt", shortLines), file("b.txt", shortLines)];
  const page = diffPage(
    change({ from: tree(OLD, [file("a.txt", shortLines)]), to: tree(NEW, files) }, { findings: [] }),
  );
  assert.ok(page.length < 1024 * 1024, `${page.length} characters`);
  assert.equal(
    page.match(/<b>Too large to be shown<\/b>, (?:16 MiB, now )?16 MiB: look at it with git/g)?.length,
    2,
  );
  assert.match(page, /pkgver=2/);
});
