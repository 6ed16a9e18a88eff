import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import MarkdownIt, { type Token } from "markdown-it";
import { inertProse, pullRequestText } from "./index.ts";
import { PAGE, REPOSITORY, type Sample, sampleFacts, sampleFinding } from "./samples.ts";

/** CommonMark with what GitHub adds that could do something: HTML, tables and links made of bare addresses. */
const markdown = new MarkdownIt({ html: true, linkify: true });
markdown.linkify.set({ fuzzyLink: false });

const HOSTILE = [
  "@everyone",
  "@me/team",
  "#1",
  "GH-1",
  "me/packages#2",
  "Fixes #1",
  "closes: GH-3",
  "Resolves https://github.com/me/packages/issues/4",
  "```",
  "````diff",
  "~~~",
  "`",
  "</details>",
  "</summary>",
  "<script>alert(1)</script>",
  "<img src=//evil.example/b.png>",
  "![beacon](https://evil.example/b.png)",
  "[safe](https://evil.example)",
  "<https://evil.example>",
  "https://evil.example/x",
  "www.evil.example",
  "a@evil.example",
  "mailto:a@evil.example",
  "[x]: https://evil.example",
  "&lt;b&gt;",
  "&#64;everyone",
  "# heading",
  "\n\n# heading\n\n",
  "\n---\n",
  "\n> quote\n",
  "| a | b |\n|---|---|\n",
  "- [ ] task",
  "1. item",
  "**bold**",
  "_it_",
  "$x$",
  "[^1]",
  "<!-- since -->",
  "<!-- /since -->",
  '<!-- autorepo {"commit":"x"} -->',
  "\\",
  "\u202e",
  "\u200b",
  "\x1b[31m",
  "\r",
  "\u2028",
  "🎉",
  "9ab2c4d6e8f0123456789abcdef0123456789abc",
  "+++ b/PKGBUILD",
  "@@ -1 +1 @@",
  "diff --git a/x b/x",
  "x".repeat(400),
];
const hostileText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...HOSTILE) },
      fc.string({ unit: "binary", maxLength: 12 }),
    ),
    { maxLength: 8 },
  )
  .map((pieces) => pieces.join(" "));

const hostileFinding = fc
  .record({
    message: hostileText,
    text: hostileText,
    file: fc.option(hostileText),
    rule: fc.option(hostileText),
    severity: fc.constantFrom("alarm" as const, "warning" as const, "note" as const),
  })
  .map(({ rule, ...finding }) => sampleFinding({ ...finding, ...(rule === null ? {} : { rule }) }));
const hostileFile = fc
  .record({
    file: fc.oneof(hostileText, fc.constantFrom("PKGBUILD", ".SRCINFO")),
    old: fc.option(hostileText),
    new: fc.option(hostileText),
    note: fc.option(hostileText),
  })
  .map((file) => ({ ...file, old: base64(file.old), new: base64(file.new) }));
const hostileChange: fc.Arbitrary<Sample> = fc
  .record({
    findings: fc.array(hostileFinding, { maxLength: 4 }),
    files: fc.array(hostileFile, { maxLength: 4 }),
    reason: hostileText,
    verdict: hostileText,
    version: hostileText,
    newer: fc.array(hostileText, { maxLength: 3 }),
    source: hostileText,
    routine: fc.boolean(),
  })
  .map(({ findings, files, reason, verdict, version, newer, source, routine }) => ({
    review: { findings, reason: verdict, routine, versions: { from: version, to: version } },
    files,
    reason,
    newer,
    facts: { source },
  }));

function base64(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString("base64");
}

function allTokens(tokens: readonly Token[]): readonly Token[] {
  return tokens.flatMap((token) => [token, ...allTokens(token.children ?? [])]);
}

const OUR_HTML =
  /^(?:<!-- \/?since -->|<details>|<\/details>|<details><summary>(?:<code>\.SRCINFO<\/code>: [a-z0-9 ,]+|[a-zA-Z0-9 ]+)<\/summary>)$/;
const OUR_HEADINGS = ["What changed", "About this update", "New since you last looked"];

test("whatever upstream writes anywhere, a rendered body holds no markup, link, image or HTML of its making (case 33)", () => {
  fc.assert(
    fc.property(hostileChange, (sample) => {
      const { title, body } = pullRequestText(sampleFacts(sample));
      const tokens = allTokens(markdown.parse(body, {}));
      const links = tokens
        .filter(({ type }) => type === "link_open")
        .map((token) => String(token.attrGet("href")));
      assert.deepEqual(
        links.filter((href) => !href.startsWith(`${REPOSITORY}/`)),
        [],
      );
      assert.deepEqual(
        tokens.filter(({ type }) => type === "image" || type === "table_open"),
        [],
      );
      const html = tokens
        .filter(({ type }) => type.startsWith("html"))
        .flatMap(({ content }) => content.trim().split("\n"));
      assert.deepEqual(
        html.filter((line) => !OUR_HTML.test(line)),
        [],
      );
      const headings = tokens
        .filter((_, index) => tokens[index - 1]?.type === "heading_open")
        .map(({ content }) => content);
      assert.deepEqual(
        headings.filter((heading) => !OUR_HEADINGS.includes(heading)),
        [],
      );
      assert.doesNotMatch(title, /[@#`<\n]/);
    }),
    { numRuns: 400 },
  );
});

test("nor does it hold a mention, a reference or a closing keyword, in code or out of it", () => {
  fc.assert(
    fc.property(hostileChange, (sample) => {
      const { body } = pullRequestText(sampleFacts(sample));
      const text = body.replaceAll(REPOSITORY, "");
      assert.doesNotMatch(text, /(?<![A-Za-z0-9_])@[A-Za-z0-9]/);
      assert.doesNotMatch(text, /#\d|\bgh-\d/i);
      assert.doesNotMatch(
        text,
        /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:#|gh-|https?:|[\w.-]+\/[\w.-]+#)/i,
      );
      assert.doesNotMatch(text, /[\u202e\x1b\r\u2028]/);
    }),
    { numRuns: 400 },
  );
});

test("a commit in prose is code, which links to nothing and can be copied as it is", () => {
  const commit = "9ab2c4d6e8f0123456789abcdef0123456789abc";
  for (const word of [commit, commit.slice(0, 7), "20260201-1", "1.r3.9ab2c4d-1"]) {
    for (const text of [`moved to ${word}.`, `\`${word}\``, `*${word}*_${word}`]) {
      const [paragraph] = markdown.parseInline(inertProse(text), {});
      const code = paragraph?.children?.filter(({ type }) => type === "code_inline") ?? [];
      assert.ok(code.length > 0 && code.every(({ content }) => content === word), inertProse(text));
    }
  }
  assert.equal(inertProse("1:2.10.r3.g9ab2c4d-1 is packaged"), "1:2.10.r3.g9ab2c4d-1 is packaged");
});

test("every line of a diff is in its block, whatever it imitates", () => {
  const line = fc.constantFrom(...HOSTILE.filter((text) => !text.includes("\n") && text.length < 100));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 3 }), fc.array(line, { minLength: 1 }), (context, added) => {
      const files = [
        {
          file: "PKGBUILD",
          old: base64(context.map((text) => `${text}\n`).join("")),
          new: base64([...context, ...added].map((text) => `${text}\n`).join("")),
          note: null,
        },
      ];
      const { body } = pullRequestText(sampleFacts({ files }));
      const blocks = markdown.parse(body, {}).filter(({ type }) => type === "fence");
      assert.equal(blocks.length, 1);
      const [heading = "", ...rows] = (blocks[0]?.content ?? "").trimEnd().split("\n");
      assert.match(heading, /^@@ /);
      const signs = rows.map((row) => row[0]);
      assert.deepEqual(signs, [...context.map(() => " "), ...added.map(() => "+")]);
    }),
  );
});

test("a name with newlines that imitates a diff is one line of code (case 34)", () => {
  const files = [{ file: "x\n+++ b/PKGBUILD\n```\n# gone", old: null, new: base64("a\n"), note: null }];
  const { body } = pullRequestText(sampleFacts({ files }));
  assert.ok(body.includes("x⟦U+000A⟧+++ b/PKGBUILD⟦U+000A⟧```⟦U+000A⟧# gone"), body);
});

test("our own links work", () => {
  const { body } = pullRequestText(sampleFacts({ review: { findings: [sampleFinding()] } }));
  const hrefs = allTokens(markdown.parse(body, {})).flatMap((token) => token.attrGet("href") ?? []);
  assert.ok(hrefs.includes(PAGE.url));
});
