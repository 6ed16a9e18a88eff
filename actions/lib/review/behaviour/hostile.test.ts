import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changeOf } from "../attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "../attacks/places.ts";
import { readChange } from "../read-change.ts";
import { BEHAVIOUR_RULES } from "./index.ts";

const MOST_SECONDS = 20;

/** What the rules find of a line in build() and of other files, and how long that takes. */
function judge(line: string, files: Readonly<Record<string, string>> = {}) {
  const build = PLACES.find(({ name }) => name === "build()");
  const to = filesOf({ ...build?.files(line), ...files });
  const reading = readChange(changeOf(filesOf(CLEAN), to));
  const started = performance.now();
  const found = BEHAVIOUR_RULES.flatMap((rule) => rule.find(reading).map(({ severity }) => severity));
  return { found, seconds: (performance.now() - started) / 1000 };
}

describe("a text made to keep the reader busy", () => {
  const calls =
    "_a() { _b $1 $1; _b $1 $2; }\n_b() { _c $1 $1; _c $1; _c x; }\n_c() { for i in {1..500}; do echo $1 $i; done; }\n";
  const cases: readonly (readonly [string, string, Readonly<Record<string, string>>?])[] = [
    ["calls of calls of loops", `${calls}${"_a x y\n".repeat(20)}`],
    ["many commands", "make x\n".repeat(5000)],
    ["a long pipeline", `cat x ${"| sort ".repeat(3000)}`],
    ["indices in indices", `x='${"a[$(".repeat(20_000)}'`],
    [
      "a build file of openings",
      "cmake -P x.cmake",
      { "x.cmake": "execute_process(COMMAND ".repeat(20_000) },
    ],
    ["a program of one long line", "python x.py", { "x.py": `exec("${"requests . ".repeat(20_000)}")` }],
    ["a patch of scripts", "patch -i x.patch", { "x.patch": "--- a\n+++ b/x.sh\n+curl x\n".repeat(3000) }],
    [
      "a list of packages",
      "npm install",
      {
        "package.json": JSON.stringify({
          dependencies: Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`p${at}`, "1"])),
        }),
      },
    ],
  ];
  for (const [story, line, files] of cases)
    test(story, () => {
      const { seconds } = judge(line, files);
      assert.ok(seconds < MOST_SECONDS, `${seconds} s`);
    });

  test("is said not to be read to its end", () => {
    const { found } = judge(`_a() { _b $1 $2; _b $2 $1; }\n_b() { echo $1 $2; }\n${"_a x y\n".repeat(600)}`);
    assert.ok(found.includes("warning"));
  });
});
