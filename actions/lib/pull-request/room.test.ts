import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { pullRequestText } from "./index.ts";
import { PAGE, sampleFacts, sampleFinding, textFile } from "./samples.ts";

const MOST = 60_000;
const lines = (count: number, text = "a line of some length in a file") =>
  Array.from({ length: count }, (_, index) => `${text} ${index}\n`).join("");

function shownAndHidden(body: string): { readonly shown: number; readonly hidden: number } {
  const [, hidden = "0"] = /\*\*(\d+) lines? not shown\.\*\*/.exec(body) ?? [];
  return { shown: body.split("\n").filter((line) => /^[+-](?!⤷)/.test(line)).length, hidden: Number(hidden) };
}

test("a change that does not fit is cut, and says how much and where the rest is (case 35)", () => {
  const { body } = pullRequestText(sampleFacts({ files: [textFile("config", null, lines(5000))] }));
  assert.ok(body.length <= MOST);
  const { shown, hidden } = shownAndHidden(body);
  assert.equal(shown + hidden, 5000 + (body.match(/^- /gm) ?? []).length);
  assert.ok(hidden > 3000);
  assert.match(body, /\*\*\d+ lines of `config` not shown\*\*/);
  assert.ok(body.includes(`[page with the whole change](${PAGE.url})`));
});

test("one long file hides no other", () => {
  const files = [
    textFile("PKGBUILD", null, lines(20_000)),
    textFile("a.patch", null, lines(20_000)),
    textFile("z.txt", null, lines(3, "last")),
  ];
  const { body } = pullRequestText(sampleFacts({ files }));
  assert.ok(body.length <= MOST);
  assert.match(body, /\+last 2/);
});

test("ten thousand files are counted, and named as far as there is room", () => {
  const files = Array.from({ length: 10_000 }, (_, index) => textFile(`file-${index}`, "a\n", "b\n"));
  const { body } = pullRequestText(sampleFacts({ files }));
  assert.ok(body.length <= MOST);
  const [, further = "0"] = /and (\d+) further files/.exec(body) ?? [];
  const named = new Set(body.match(/`file-\d+`/g)).size;
  assert.equal(named + Number(further), 10_000);
});

test("a line of a megabyte is cut and counted", () => {
  const { body } = pullRequestText(
    sampleFacts({ files: [textFile("PKGBUILD", null, `${"x".repeat(1 << 20)}\n`)] }),
  );
  assert.ok(body.length <= MOST);
  const [, hidden = "0"] = /\*\*(\d+) lines not shown\.\*\*/.exec(body) ?? [];
  assert.ok(Number(hidden) > 6000);
});

test("findings that have no room are counted, never left out in silence", () => {
  const findings = Array.from({ length: 2000 }, (_, line) =>
    sampleFinding({ line, message: `Alarm ${line}: ${"y".repeat(500)}` }),
  );
  const { body } = pullRequestText(sampleFacts({ review: { findings } }));
  assert.ok(body.length <= MOST);
  assert.match(body, /\*\*2000 alarms/);
  const [, left = "0"] =
    /\*\*(\d+) further findings are not listed here\*\* \(2000 alarms in all\)/.exec(body) ?? [];
  assert.equal(Number(left) + (body.match(/\*\*Alarm \d+/g)?.length ?? 0), 2000);
});

test("no body is too long, however long its parts are", () => {
  const long = fc.integer({ min: 0, max: 4000 }).map((count) => "@a #1 `` ".repeat(count));
  fc.assert(
    fc.property(
      fc.array(long, { maxLength: 6 }),
      fc.array(long, { maxLength: 6 }),
      long,
      (messages, contents, name) => {
        const findings = messages.map((message) => sampleFinding({ message, text: message, file: name }));
        const files = contents.map((content, index) => textFile(`${name}${index}`, null, content));
        const { body } = pullRequestText(
          sampleFacts({ review: { findings }, files, newer: messages, reason: name }),
        );
        assert.ok(body.length <= 65_000, String(body.length));
      },
    ),
    { numRuns: 60 },
  );
});

test("files of millions of lines are named and not compared, and a PKGBUILD behind them is shown", () => {
  const words = "a\n".repeat(1024 * 1024);
  const large = Array.from({ length: 8 }, (_, at) => textFile(`${at}.install`, null, words));
  const files = [...large, textFile("PKGBUILD", "pkgver=1\n", "pkgver=2\n")];
  const started = performance.now();
  const { body } = pullRequestText(sampleFacts({ files }));
  assert.ok(performance.now() - started < 5000);
  assert.match(body, /\*\*`7\.install`\*\* · new file, \*\*too large to be shown: look at it with git\*\*/);
  assert.match(body, /\+pkgver=2/);
});
