import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { boundedSummary, inputReader, link, readRunContext, table, untrustedOutput, words } from "./index.ts";

function shown(chunks: readonly (string | Uint8Array)[]): string[] {
  const lines: string[] = [];
  const output = untrustedOutput((line) => lines.push(line));
  for (const chunk of chunks) output.write(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  output.end();
  return lines;
}

const body = (lines: readonly string[]) => lines.slice(1, -1);

test("commands are stopped by a token that is new each time and ends them", () => {
  const [first = "", last = ""] = shown([]);
  const [, token = ""] = /^::stop-commands::(\S{30,})$/.exec(first) ?? [];
  assert.equal(last, `::${token}::`);
  assert.notEqual(shown([])[0], first);
});

test("package output is shown line by line, colours kept, commands taken apart (case 45)", () => {
  assert.deepEqual(
    body(
      shown([
        "one\ntw",
        "o\r\n\x1b[1;31mred\x1b[0m\n",
        "::error::x\n  ::add-mask::y\na ##[error]z\n\x1b]0;title\x07end",
      ]),
    ),
    ["one", "two", "\x1b[1;31mred\x1b[0m", ": :error::x", "  : :add-mask::y", "a ## [error]z", "]0;titleend"],
  );
});

test("no bytes, however cut, make a line that the runner takes as a command", () => {
  const part = fc.oneof(
    fc.constantFrom(
      "::",
      "##[",
      "error",
      "\r",
      "\n",
      "\x1b",
      "[0m",
      " ",
      "\u2028",
      "set-output name=a::b",
      "\0",
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(part), (chunks) => {
      for (const line of body(shown(chunks))) {
        assert.doesNotMatch(line.replaceAll("\x1b", ""), /^\s*::|##\[|[\r\n]/);
        assert.doesNotMatch(line, /^\s*::/);
      }
    }),
  );
});

test("endless output is cut, in one line and in all (case 44)", () => {
  const [line] = body(shown([Buffer.alloc(1_000_000, 97), "\n"]));
  assert.equal(line?.length, 16 * 1024);
  const many = shown(Array.from({ length: 2000 }, () => Buffer.from(`${"b".repeat(9999)}\n`)));
  assert.ok(many.join("\n").length < 9 * 1024 * 1024);
  assert.match(many.at(-2) ?? "", /the rest of the output/);
});

test("inputs are read by kind, an empty one is absent, and a wrong one names itself", () => {
  const read = inputReader({
    INPUT_PACKAGES: " yay, paru\nfoo ",
    "INPUT_FROM-HEADS": "true",
    INPUT_EMPTY: "  ",
    INPUT_REMOVE: "12",
    INPUT_WRONG: "-1",
  });
  assert.deepEqual(read.names("packages"), ["yay", "paru", "foo"]);
  assert.equal(read.flag("from-heads"), true);
  assert.deepEqual(
    [read.text("empty"), read.names("empty"), read.count("empty"), read.flag("empty")],
    [null, null, null, false],
  );
  assert.equal(read.count("remove"), 12);
  assert.throws(() => read.count("wrong"), {
    name: "InputError",
    message: 'the input wrong is "-1": write a whole number',
  });
  assert.throws(() => read.flag("wrong"), /write true or false/);
  assert.throws(() => read.choice("wrong", ["a", "b"]), /write one of a, b/);
});

test("outside a workflow an action says what to use instead", () => {
  assert.throws(() => readRunContext({}), /GITHUB_REPOSITORY is not set: .*scripts\/autorepo/);
  const variables = {
    GITHUB_REPOSITORY: "o/n",
    GITHUB_RUN_ID: "7",
    GITHUB_WORKFLOW_REF: "o/n/.github/workflows/build.yml@refs/heads/main",
    AUTOREPO_CHECKOUT: "/somewhere",
  };
  const context = readRunContext(variables);
  assert.deepEqual(
    [context.workflow, context.url, context.attempt, context.isAct, context.checkout],
    ["build.yml", "https://github.com/o/n/actions/runs/7", 1, false, null],
  );
  assert.equal(readRunContext({ ...variables, ACT: "true" }).url, null, "nobody sees a run of act");
});

test("a summary holds upstream's words without what they could do, and no more than GitHub takes (A1.7)", () => {
  const text = table(
    "Results",
    ["Entry"],
    [[words("| @everyone <img src=x> `#1` |")], [link("a](b", "https://x.test/a b(c)")]],
  );
  assert.match(text, /\| \\\| @\u200beveryone &lt;img/);
  assert.match(text, /\(https:\/\/x\.test\/a%20b\(?%?2?8?c/);
  assert.equal(table("Nothing", ["Entry"], []), "");
  const rows = (count: number) => Array.from({ length: count }, (_, at) => [words(`p${at}`)]);
  assert.doesNotMatch(table("Few", ["Entry"], rows(50)), /details/);
  const folded =
    /\| p49 \|\n\n<details><summary>2 more<\/summary>\n\n\| Entry \|\n\| --- \|\n\| p50 \|\n\| p51 \|\n\n<\/details>\n\n$/;
  assert.match(table("Many", ["Entry"], rows(52)), folded);
  const long = boundedSummary("line of a summary\n".repeat(100_000));
  assert.ok(Buffer.byteLength(long) <= 1024 * 1024);
  assert.match(long, /\n\n\d+ lines are not shown: a summary holds no more than 1 MiB\.\n$/);
  assert.equal(boundedSummary("short"), "short");
});
