import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { markerOf, withMarker, withoutMarker } from "./index.ts";

const commit = fc.stringMatching(/^[0-9a-f]{40}$/);
const marker = fc.record(
  {
    commit,
    head: commit,
    before: fc.option(commit),
    withdrawn: fc.boolean(),
    stamp: fc.stringMatching(/^[0-9a-f]{12} [0-9-]{1,10}$/),
  },
  { noNullPrototype: true },
);

test("what a body remembers is read back, also after GitHub's editor wrote its line ends", () => {
  fc.assert(
    fc.property(marker, fc.string({ unit: "binary" }), (written, text) => {
      const body = withMarker(text, written);
      assert.deepEqual(markerOf(body), written);
      assert.deepEqual(markerOf(body.replaceAll("\n", "\r\n")), written);
      assert.equal(withoutMarker(body), text);
    }),
  );
});

test("a marker anywhere but on the first line is none", () => {
  const written = { commit: "a".repeat(40), head: "b".repeat(40), before: null, withdrawn: false, stamp: "" };
  assert.equal(markerOf(`text\n${withMarker("", written)}`), null);
  assert.equal(markerOf(`> ${withMarker("", written)}`), null);
  assert.equal(markerOf(withMarker("", { ...written, commit: "main" })), null);
  assert.equal(markerOf("<!-- autorepo {} -->"), null);
  assert.equal(markerOf("<!-- autorepo null -->\n"), null);
});
