import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type LogPage, paginateLog } from "./log-pages.ts";

async function paginate(...chunks: readonly (string | Uint8Array)[]) {
  const pages: LogPage[] = [];
  async function* log() {
    for (const chunk of chunks) yield typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk;
  }
  const summary = await paginateLog(log(), async (page) => {
    pages.push(page);
  });
  return { pages, summary, markup: pages.map((page) => page.markup).join("") };
}

test("a log becomes numbered lines with anchors", async () => {
  const { markup, summary } = await paginate("first line\nsecond ", "line\r\nthird line, unended");
  assert.equal(markup, "<li id=L1>first line\n<li id=L2>second line\n<li id=L3>third line, unended");
  assert.deepEqual([summary.lines, summary.pages, summary.masked], [3, 1, 0]);
});

test("markup in a log stays text", async () => {
  const { markup } = await paginate(`</ol></pre><script>alert(1)</script><img src=x onerror="a('&')">\n`);
  assert.equal(
    markup,
    "<li id=L1>&lt;/ol&gt;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;a(&#39;&amp;&#39;)&quot;&gt;",
  );
});

test("colours become classes and reach over lines", async () => {
  const { markup } = await paginate(
    "\x1b[1;31merror\nstill\x1b[0m plain \x1b[38;2;0;200;0mgreen\x1b[48;5;21mblue",
  );
  assert.equal(
    markup,
    '<li id=L1><span class="f1 bold">error</span>\n<li id=L2><span class="f1 bold">still</span> plain ' +
      '<span class="f10">green</span><span class="f10 b12">blue</span>',
  );
});

test("what hides, moves or overwrites text is shown", async () => {
  const { markup } = await paginate(
    "good\rbad \u202etxt.exe\u202c a\bb \x1b[2Kx \x1b[2Agone \x1b[8mconcealed\x1b[0m z\u200bz\0\n",
  );
  assert.equal(markup, "<li id=L1>good^Mbad ‹U+202E›txt.exe‹U+202C› a^Hb x ^[[2Agone concealed z‹U+200B›z^@");
});

test("hyperlinks of terminals keep their text and lose their address", async () => {
  const { markup } = await paginate(
    "\x1b]8;;https://evil.example/\x07click\x1b]8;;\x1b\\ \x1b]0;title\x07 end\n",
  );
  assert.equal(markup, "<li id=L1>click ^[]0;title^G end");
});

test("text in the colour of its background can be read", async () => {
  const { markup } = await paginate("\x1b[31;41msecret plan\x1b[0m\n");
  assert.equal(markup, '<li id=L1><span class="f1">secret plan</span>');
});

test("bytes that are not UTF-8 are tolerated, also across chunks", async () => {
  const { markup } = await paginate(
    Uint8Array.of(0x61, 0x62, 0xff, 0xc3),
    Uint8Array.of(0xa4, 0x0a, 0xe2, 0x82),
  );
  assert.equal(markup, "<li id=L1>ab\ufffdä\n<li>\ufffd");
});

test("secrets are masked and counted, also with colours inside and over lines", async () => {
  const token = `ghp_${"aB3dEf".repeat(6)}`;
  const { markup, summary } = await paginate(
    `a ${token.slice(0, 9)}\x1b[32m${token.slice(9)}\x1b[0m z\n`,
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\nabc=\n-----END OPENSSH PRIVATE KEY-----\nafter\n",
  );
  assert.equal(summary.masked, 2);
  assert.match(markup, /<li id=L1>a <mark>‹masked: GitHub token›<\/mark> z\n/);
  assert.doesNotMatch(markup, /aB3d|b3BlbnNz|abc=/);
  assert.match(markup, /<li id=L6>after/);
});

test("equal lines are counted, and numbering goes on", async () => {
  const { markup, summary } = await paginate("before\n", "yes yes\n".repeat(100_000), "after\n");
  assert.ok(markup.length < 500);
  assert.match(
    markup,
    /<li value=100001 class=repeated>the same line 99996 times more\n<li id=L100002>after/,
  );
  assert.equal(summary.lines, 100_002);
});

test("a long log comes in pages of about 1 MB, and its end is kept", async () => {
  const lines = Array.from(
    { length: 60_000 },
    (_, index) => `line ${index + 1} of a log that is long enough\n`,
  );
  const { pages, summary } = await paginate(...lines);
  assert.ok(pages.length > 2);
  assert.ok(pages.every((page) => page.markup.length <= 1_000_000));
  assert.deepEqual(
    pages.map((page) => page.last),
    pages.map((_, index) => index === pages.length - 1),
  );
  assert.deepEqual(
    pages.map((page) => page.number),
    pages.map((_, index) => index + 1),
  );
  for (const page of pages) assert.match(page.markup, new RegExp(`^<li id=L${page.firstLine}>`));
  assert.match(summary.tail.markup, /line 60000 of/);
  assert.equal(summary.tail.firstLine, 60_000 - 24);
});

test("one endless line is cut into pieces, never held whole", async () => {
  const { pages, summary } = await paginate(...Array.from({ length: 48 }, () => "x".repeat(65_536)));
  assert.equal(summary.lines, 1);
  assert.equal(pages.length, 4);
  assert.ok(summary.tail.markup.length < 70_000);
});

test("a secret survives no cut of a long line", async () => {
  const token = `ghp_${"aB3dEf".repeat(6)}`;
  for (let before = 8150; before < 8200; before++) {
    const { markup } = await paginate(`${"word ".repeat(before / 5)}${" ".repeat(before % 5)} ${token} end`);
    assert.doesNotMatch(markup, /aB3d/, `after ${before} characters`);
  }
});

test("whatever bytes a log holds, its markup has no tags but ours and no hidden characters", async () => {
  const fragments = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom(
      "\x1b[",
      "31m",
      "\x1b]8;;",
      "\x07",
      "<b>",
      "&lt;",
      "\r",
      "\n",
      "\u202e",
      "ghp_",
      "PRIVATE KEY",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fragments, { maxLength: 30 }), async (chunks) => {
      const { markup } = await paginate(...chunks);
      const left = markup.replace(
        /<li(?: id=L\d+| value=\d+ class=repeated)?>|<span class="[a-z0-9 ]+">|<\/span>|<\/?mark>/g,
        "",
      );
      assert.doesNotMatch(left, /[<>"']/);
      assert.doesNotMatch(left, /(?![\t\n])[\p{Cc}\p{Cf}]/u);
    }),
    { numRuns: 300 },
  );
});
