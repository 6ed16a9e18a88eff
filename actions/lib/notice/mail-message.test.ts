import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Browser } from "playwright-core";
import { launchBrowser, watchPage } from "../../../test/browser.ts";
import { openMail } from "../../../test/mail-server.ts";
import { mailContent } from "./mail-content.ts";
import { mailHtml } from "./mail-html.ts";
import { mailMessage } from "./mail-message.ts";
import type { News } from "./news.ts";
import { readSmtpUrl } from "./smtp-account.ts";

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

const ACCOUNT = readSmtpUrl(
  "smtps://mail.example.org?from=repo@example.org&to=me@example.org,you@example.org",
);
const NEWS: News = {
  ...{ repository: "shelf", time: "2026-11-22T03:50:00Z" },
  ...{ server: "https://pkgs.example.org/shelf", run: "https://github.com/me/shelf/actions/runs/7" },
  outcome: { kind: "published", generation: 12, first: false, entries: 9, failing: 1 },
  failed: [{ entry: "yay", phase: "build", reason: "make: *** Error 2", again: false, published: "12.3-1" }],
  broken: [],
  recovered: [{ entry: "libfoo", version: "1:2.0+r3-1" }],
  key: null,
};

function written(news: News) {
  const date = new Date("2026-11-22T03:51:00Z");
  return mailMessage(
    { content: mailContent(news), sender: news.repository, date, id: "7-1.shelf" },
    ACCOUNT,
  ).toString("latin1");
}

test("a mail says the same as plain text and as HTML, and machines do not answer it", () => {
  const { headers, text, html } = openMail(written(NEWS));
  assert.deepEqual(Object.fromEntries(headers), {
    from: '"shelf" <repo@example.org>',
    to: "me@example.org, you@example.org",
    subject: "[shelf] yay failed; libfoo builds again",
    date: "Sun, 22 Nov 2026 03:51:00 +0000",
    "message-id": "<7-1.shelf@example.org>",
    "auto-submitted": "auto-generated",
    "mime-version": "1.0",
    "content-type": 'multipart/alternative; boundary="=_71shelf_="',
  });
  for (const part of [text, html]) {
    assert.match(part, /Generation 12 is published\. 1 of 9 packages fails\./);
    assert.match(part, /make: \*\*\* Error 2/);
    assert.match(withoutTags(part), /12\.3-1 stays published/);
    assert.match(part, /https:\/\/pkgs\.example\.org\/shelf\/report\/index\.html#entry-yay/);
    assert.match(part, /https:\/\/github\.com\/me\/shelf\/actions\/runs\/7/);
  }
  assert.match(text, /^yay: failed in build\(\), check\(\) or package\(\)\./m);
});

/** What a reader copies. */
function withoutTags(part: string): string {
  return part.replace(/<[^>]*>/g, "");
}

const HEADERS = 8;

test("whatever upstream writes, the headers are ours and lines are short ASCII (case 82)", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "a\r\nBcc: x@evil.example",
      "\n.\r\n.\r\nDATA",
      "=_71shelf_=",
      "\0\u2028\x85Bcc: x",
      "<x@y.org>,",
    ),
  );
  fc.assert(
    fc.property(hostile, hostile, (name, reason) => {
      const failed = [{ entry: name, phase: "build", reason, again: true, published: name }] as const;
      const outcome = { kind: "published", generation: 0, first: true, entries: 2, failing: 1 } as const;
      const raw = written({
        ...NEWS,
        repository: name,
        outcome,
        failed,
        recovered: [{ entry: name, version: reason }],
      });
      assert.match(raw, /^(?:[\x20-\x7e]{0,200}\r\n)+$/);
      const { headers } = openMail(raw);
      assert.equal(headers.size, HEADERS);
      assert.equal(headers.get("to"), "me@example.org, you@example.org");
    }),
    { numRuns: 60 },
  );
});

const HOSTILE = `"><script>document.title='owned'</script></title></style></pre><img src=https://evil.example/x> https://evil.example/ www.evil.example \u202egnp\u202c ghp_${"aB3dEf".repeat(6)} ${"long".repeat(100)}`;
const HOSTILE_NEWS: News = {
  ...NEWS,
  failed: [
    ...Array.from({ length: 40 }, (_, number) => ({
      ...{ entry: `package-${number}`, phase: "install-test" as const, again: false, published: null },
      reason: `${HOSTILE}\n`.repeat(number === 0 ? 40 : 1),
    })),
    { entry: HOSTILE, phase: "publish", reason: HOSTILE, again: false, published: HOSTILE },
  ],
  broken: [{ entry: HOSTILE, reason: HOSTILE }],
  recovered: [{ entry: HOSTILE, version: HOSTILE }],
  key: { day: "2026-12-21", sentences: [HOSTILE] },
  run: "javascript:alert(1)",
};

test("what packages wrote is inert in both parts, bounded, and holds no secret", () => {
  const { text, html } = openMail(written(HOSTILE_NEWS));
  for (const part of [text, html]) {
    assert.doesNotMatch(part, /aB3dEf|javascript:/);
    assert.match(part, /‹U\+202E›gnp/);
    assert.match(part, /and 10 more, which the report lists/);
    assert.deepEqual(
      part.match(/(?<=https:\/\/)[a-z.]+/g)?.filter((host) => host !== "pkgs.example.org"),
      [],
    );
    assert.ok(part.length < 60_000, `${part.length}`);
  }
  const [, body = ""] = html.split("<body>");
  const runs = body.split(/<[^>]*>/).filter((run) => /[a-z0-9-]\.[a-z0-9]/i.test(run));
  assert.deepEqual(runs, [], "programs would make links of these");
});

for (const [colorScheme, width] of [
  ["light", 1000],
  ["dark", 360],
] as const) {
  test(`the HTML part opens without a complaint, ${colorScheme} and ${width} px wide`, async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const complaints = watchPage(page);
    await page.setContent(mailHtml(mailContent(HOSTILE_NEWS)));
    assert.equal(await page.locator("script, img, iframe, object, form, link").count(), 0);
    const overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert.equal(await page.evaluate(overflow), 0, "it scrolls sideways");
    assert.deepEqual(complaints, []);
    await context.close();
  });
}
