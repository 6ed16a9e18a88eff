import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changeOf } from "./attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "./attacks/places.ts";
import { review } from "./review.ts";

const LENGTH = 100_000;
/** Ten times what a slow machine needs: a regular expression that goes back and forth takes minutes. */
const MOST_SECONDS = 10;

describe("a recipe with 100 kB of one thing is read in time", () => {
  const build = PLACES.find(({ name }) => name === "build()");
  for (const piece of ["\n", " ", "\t", "# ", "/../", '"a"+', "\\x41", "_0x"])
    test(JSON.stringify(piece), () => {
      const line = `true ${piece.repeat(LENGTH / piece.length)}`;
      const started = performance.now();
      review(changeOf(filesOf(CLEAN), filesOf(build?.files(line) ?? {})));
      const seconds = (performance.now() - started) / 1000;
      assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
    });
});
