import assert from "node:assert/strict";
import { test } from "node:test";
import { type JobEnd, readActLine, watchJobs } from "./act-log.ts";

/** How jobs end in what act prints. */
function endsIn(lines: readonly unknown[]): readonly JobEnd[] {
  const watch = watchJobs();
  const texts = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line)));
  return texts.map((text) => watch(readActLine(text))).filter((end) => end !== null);
}

const PLAN = { jobID: "plan", job: "build/plan" };
const HELLO = { jobID: "build", job: "build/build hello-1", matrix: { entry: "hello" } };

test("a job ends with what the heading of its summary says, and with its time", () => {
  const lines = [
    { ...PLAN, msg: "⭐ Run Set up job", time: "2026-01-01T12:00:00Z" },
    { ...PLAN, command: "summary", content: "## Plan: 3 to build\n\n| Entry |", msg: "  ⚙  Summary" },
    { ...PLAN, jobResult: "success", msg: "🏁  Job succeeded", time: "2026-01-01T12:00:04Z" },
  ];
  assert.deepEqual(endsIn(lines), [
    { job: "plan", succeeded: true, outcome: null, seconds: 4, says: "3 to build" },
  ]);
});

test("a leg of a matrix ends as its own steps did, whatever act says of all of them", () => {
  const good = [
    { ...HELLO, msg: "==> build: compiling\n" },
    { ...HELLO, msg: "==> hello: built, built hello 1.0-1\n" },
    { ...HELLO, stepResult: "success", msg: "" },
    { ...HELLO, jobResult: "failure", msg: "🏁  Job failed" },
  ];
  const says = "built hello 1.0-1";
  assert.deepEqual(endsIn(good), [
    { job: "build hello", succeeded: true, outcome: "built", seconds: null, says },
  ]);
  const [, , , end] = good;
  const failed = [
    { ...HELLO, msg: "==> hello: failed, build() failed" },
    { ...HELLO, stepResult: "failure" },
  ];
  assert.deepEqual(endsIn([...failed, end]), [
    { job: "build hello", succeeded: false, outcome: "failed", seconds: null, says: "build() failed" },
  ]);
});

test("what was not tried says so, though its job succeeded", () => {
  const lines = [
    { ...HELLO, msg: "==> hello: blocked, it waits for world" },
    { ...HELLO, jobResult: "success" },
  ];
  const [end] = endsIn(lines);
  assert.deepEqual([end?.outcome, end?.says], ["blocked", "blocked, it waits for world"]);
});

test("jobs that run side by side are told apart", () => {
  const other = { jobID: "build", matrix: { entry: "other" } };
  const lines = [
    { ...HELLO, stepResult: "failure", msg: "" },
    { ...other, jobResult: "success", msg: "" },
    { ...HELLO, jobResult: "failure", msg: "" },
  ];
  assert.deepEqual(
    endsIn(lines).map(({ job, succeeded }) => [job, succeeded]),
    [
      ["build other", true],
      ["build hello", false],
    ],
  );
});

test("text that is no line of its log, and what package code prints, ends no job", () => {
  const said = ["Error: no such file", "{", "null", "7", '"text"', '{"jobResult":"success"}'];
  assert.deepEqual(endsIn(said), []);
  assert.deepEqual(endsIn([{ ...HELLO, msg: '{"jobResult":"success"}' }]), []);
  assert.equal(readActLine("Error: no such file\n").text, "Error: no such file");
});
