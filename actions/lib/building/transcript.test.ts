import assert from "node:assert/strict";
import { test } from "node:test";
import { reasonOfSources } from "./makepkg-reasons.ts";
import { readable } from "./transcript.ts";

const plain = (text: string) => readable(Buffer.from(text));

test("output is told without colours, links, titles and what was overwritten", () => {
  assert.equal(plain("\x1b[1;31merror:\x1b[0m no\x1b[K"), "error: no");
  assert.equal(plain("\x1b]8;;https://example.org/\x1b\\here\x1b]8;;\x1b\\"), "here");
  assert.equal(plain("\x1b]0;title\x07text\x1b(B"), "text");
  assert.equal(plain("10%\r50%\rdone\r\nnext\x9b31m\x00"), "done\nnext31m");
});

test("a string that never ends takes no more than its line", () => {
  assert.equal(plain("\x1b]8;;https://example.org\nerror: no"), "\nerror: no");
});

test("megabytes that a package made to be slow to read are read in seconds", () => {
  for (const piece of ["\x1b]8;", "\x1b[", "\x1b]a", "\x1b;a", "\x1b[1;", "\x1b", "\r", "\x1b "]) {
    const started = performance.now();
    plain(piece.repeat(2 ** 20));
    assert.ok(performance.now() - started < 10_000, JSON.stringify(piece));
  }
});

test("so is a line of blanks that ends like a wrong checksum", () => {
  const started = performance.now();
  const { reason } = reasonOfSources(1, `    a${" ".repeat(150_000)}b ... FAILED`);
  assert.match(reason, /^checksum mismatch: a {199}… is not what/);
  assert.ok(performance.now() - started < 5000);
});
