import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { describe, test } from "node:test";
import { changeOf } from "./attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "./attacks/places.ts";
import { review } from "./review.ts";

/** Of the processor: tests run beside each other. */
const MOST_SECONDS = 8;

const numbered = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join("");

/** At top level, in build(), and beside other files. */
function judge(place: string, line: string, files: Readonly<Record<string, string>> = {}) {
  const to = PLACES.find(({ name }) => name === place)?.files(line);
  const before = cpuUsage();
  const { findings } = review(changeOf(filesOf(CLEAN), filesOf({ ...to, ...files })));
  const { user, system } = cpuUsage(before);
  return { rules: findings.map(({ rule }) => rule), seconds: (user + system) / 1e6 };
}

describe("a recipe made to keep the review busy ends, and says what was left out", () => {
  const cases: readonly (readonly [story: string, place: string, text: string])[] = [
    ["200 kB of functions", "post_install()", numbered(6000, (at) => `_f${at}() { make x${at}; }\n`)],
    [
      "substitutions within substitutions",
      "post_install()",
      `x=${"$(".repeat(20_000)}true${")".repeat(20_000)}`,
    ],
  ];
  for (const [story, place, text] of cases)
    test(story, () => {
      const { rules, seconds } = judge(place, text);
      assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
      assert.ok(rules.includes("unreadable-script"));
    });

  test("a pipeline of 10,000 commands at top level", () => {
    const { seconds } = judge("top level", `cat x${" | sort".repeat(10_000)}`);
    assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
  });

  test("4,000 files that run each other", () => {
    const files = Object.fromEntries(
      Array.from({ length: 4000 }, (_, at) => [
        `f${at}.sh`,
        `#!/bin/sh\n./f${at + 1}.sh\n./f${(at * 7) % 4000}.sh\n`,
      ]),
    );
    const { seconds } = judge("build()", "sh f0.sh", files);
    assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
  });

  test("more text than is reviewed: what is left out is named, and the largest is", () => {
    const names = Array.from({ length: 25 }, (_, at) => `notes${at}`);
    const files = Object.fromEntries(names.map((name) => [name, "x".repeat(2 ** 20)]));
    const { findings } = review(
      changeOf(filesOf(CLEAN), filesOf({ ...CLEAN, ...files, "large.sh": `${"x".repeat(2 ** 20)}y` })),
    );
    const unread = findings.filter(({ message }) => message.includes("was not read"));
    const large = unread.find(({ file }) => file === "large.sh");
    assert.equal(large?.severity, "warning", JSON.stringify(unread));
    assert.ok(!unread.some(({ file }) => file === "PKGBUILD" || file === "notes0"));
  });
});
