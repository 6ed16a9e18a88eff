import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { aResult } from "../../../test/report-facts.ts";
import { widthOf } from "../terminal/terminal-text.ts";
import { createProgress } from "./progress.ts";

const HOSTILE =
  "\x1b]0;owned\x07\x1b[2J\x1b[1;1H::error::forged \u202e##[add-mask]x\r\n::stop-commands::y\n##[error]z\n";
const bytes = (text: string) => new TextEncoder().encode(text);

function aScreen(options: { terminal: boolean; columns?: number; rows?: number; logs?: boolean }) {
  let written = "";
  let milliseconds = 0;
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const { columns = 80, rows = 24 } = options;
  const progress = createProgress({
    ...options,
    stream,
    colour: options.terminal,
    columns: () => columns,
    rows: () => rows,
    total: 20,
    now: () => milliseconds,
  });
  const pass = (seconds: number) => {
    milliseconds += seconds * 1000;
  };
  return { progress, text: () => written, pass };
}

test("without a terminal each phase says when it begins and how long it took", () => {
  const { progress, text, pass } = aScreen({ terminal: false });
  progress.phase("jq", null, "waits for oniguruma");
  progress.phase("jq", "sources", "");
  pass(2.5);
  progress.phase("jq", "build", "");
  pass(75);
  progress.done("jq", aResult("jq"));
  assert.equal(
    text(),
    "jq: waits for oniguruma\njq: sources\njq: sources took 2.5 s\njq: build\njq: build took 1 min 15 s\n✓ jq built in 1 min 18 s\n",
  );
});

test("what an interrupted run had finished is no new build", () => {
  const { progress, text, pass } = aScreen({ terminal: false });
  const time = new Date(2026, 10, 22, 14, 3);
  pass(new Date(2026, 10, 22, 18).getTime() / 1000);
  progress.done("jq", aResult("jq"), time);
  pass(24 * 3600);
  progress.done("jq", aResult("jq"), time);
  assert.equal(text(), "✓ jq taken over, built 14:03\n✓ jq taken over, built 2026-11-22 14:03\n");
});

test("without a terminal nothing a package prints is a command or a control character", () => {
  const { progress, text } = aScreen({ terminal: false, logs: true });
  progress.phase("jq", "build", HOSTILE);
  for (const byte of bytes(HOSTILE)) progress.output("jq", Uint8Array.of(byte));
  progress.output("jq", bytes("::warning::unended ##[x]"));
  progress.done("jq", aResult("jq", { outcome: "failed", phase: "build", reason: HOSTILE }));
  assert.match(text(), /jq: \| ::stop-commands::y\n/);
  assert.match(text(), /jq: \| ::warning::unended # #\[x\]\n/);
  for (const line of text().split("\n")) {
    assert.doesNotMatch(line, /^\s*::|##\[|[\p{Cc}\p{Cf}]/u);
  }
});

test("log lines are only written where they were asked for", () => {
  const { progress, text } = aScreen({ terminal: false });
  progress.phase("jq", "build", "");
  progress.output("jq", bytes("gcc -c jq.c\n"));
  assert.doesNotMatch(text(), /gcc/);
});

test("on a terminal a package's newest line is shown beside its phase and seconds", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { progress, text, pass } = aScreen({ terminal: true });
  progress.phase("jq", "build", "");
  progress.phase("yq", null, "waits for jq");
  progress.output("jq", bytes("first\nprogress 10%\rprogress 60%\r"));
  pass(12);
  t.mock.timers.tick(120);
  const screen = stripVTControlCharacters(text());
  assert.match(
    screen,
    /jq {7}build {9}12 s {2}progress 60%\n {2}0 of 20 done, 1 at work, 1 waiting: yq waits for jq\n/,
  );
  progress[Symbol.dispose]();
});

test("finished packages scroll up as one line each, and the cursor comes back", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const listeners = process.listenerCount("SIGINT");
  const { progress, text } = aScreen({ terminal: true, columns: 40 });
  progress.phase("jq", "build", "");
  const reason = "build() ended with exit code 4: see the end of its log for what the compiler said";
  progress.done("jq", aResult("jq", { outcome: "failed", phase: "build", reason }));
  progress[Symbol.dispose]();
  const line = stripVTControlCharacters(text())
    .split("\n")
    .find((each) => each.includes("jq failed"));
  assert.equal(line?.trim(), "✗ jq failed in build after 1 min 18 s:…");
  assert.ok(text().endsWith("\x1b[?25h"));
  assert.equal(process.listenerCount("SIGINT"), listeners);
});

test("no sequence of a package's own reaches the terminal, and no live line is wider than it", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const fragments = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(HOSTILE, "\x1b", "\x9b2J", "日本語".repeat(20), "👩‍👩‍👧", "\t", "e\u0301"),
  );
  fc.assert(
    fc.property(fc.array(fragments), fc.integer({ min: 40, max: 120 }), (chunks, columns) => {
      const { progress, text } = aScreen({ terminal: true, columns });
      progress.phase(chunks.join("").slice(0, 40), "build", "");
      for (const chunk of chunks) progress.output(chunks.join("").slice(0, 40), bytes(chunk));
      t.mock.timers.tick(120);
      progress[Symbol.dispose]();
      const ours = /\x1b\[(?:\?25[lh]|\?2026[lh]|\d*A|J|[0-9;]*m)|\r|\n/g;
      assert.doesNotMatch(text().replace(ours, ""), /[\p{Cc}\p{Cf}\u202e]/u);
      for (const line of stripVTControlCharacters(text()).split("\n"))
        assert.ok(widthOf(line.split("\r").at(-1) ?? "") < columns, line);
    }),
    { numRuns: 200 },
  );
});

test("more packages than rows are counted", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const { progress, text } = aScreen({ terminal: true, rows: 8 });
  for (let index = 0; index < 20; index++) progress.phase(`package-${index}`, "build", "");
  t.mock.timers.tick(120);
  assert.match(text(), /0 of 20 done, 20 at work \(15 not shown\), 0 waiting/);
  assert.doesNotMatch(text(), /package-5/);
  progress[Symbol.dispose]();
});
