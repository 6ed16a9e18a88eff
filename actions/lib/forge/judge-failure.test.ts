import assert from "node:assert/strict";
import { test } from "node:test";
import { type Failure, judgeFailure } from "./judge-failure.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const IN = (seconds: number) => String(NOW.getTime() / 1000 + seconds);

function judge(failure: Partial<Failure>, attempt = 1) {
  const whole = { status: 500, headers: {}, message: "words", request: "POST /repos/o/r/pulls", cause: null };
  return judgeFailure({ ...whole, ...failure }, { attempt, now: NOW });
}

const WAITS = [
  ["no answer", { status: null }, 1, 2],
  ["a 503, the third time", { status: 503 }, 3, 8],
  ["retry-after", { status: 403, headers: { "retry-after": "31" } }, 1, 31],
  [
    "an hour's limit that ends soon",
    { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN(40) } },
    1,
    40,
  ],
  [
    "an hour's limit that has just ended",
    { status: 429, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": IN(-5) } },
    1,
    1,
  ],
  [
    "a secondary limit that names no time",
    { status: 403, message: "You have exceeded a secondary rate limit" },
    1,
    60,
  ],
  ["the same again", { status: 403, message: "You have exceeded a secondary rate limit" }, 2, 120],
  ["429 without a word", { status: 429 }, 1, 60],
] as const;

for (const [what, failure, attempt, seconds] of WAITS) {
  test(`${what}: wait ${seconds} s`, () => {
    const verdict = judge(failure, attempt);
    assert.deepEqual([verdict.kind, verdict.kind === "wait" ? verdict.seconds : null], ["wait", seconds]);
  });
}

const STOPS = [
  ["a fourth failure", { status: 502 }, 4, "unavailable"],
  ["a limit of half an hour", { status: 429, headers: { "retry-after": "1800" } }, 1, "rate-limited"],
  [
    "a token without permission",
    { status: 403, message: "Resource not accessible by integration" },
    1,
    "no-permission",
  ],
  ["a wrong token", { status: 401, message: "Bad credentials" }, 1, "no-permission"],
  ["something that is not there", { status: 404 }, 1, "not-found"],
  ["something GitHub does not want", { status: 422 }, 1, "refused"],
  [
    "pull requests that Actions may not open",
    { status: 403, message: "GitHub Actions is not permitted to create or approve pull requests." },
    1,
    "may-not-open",
  ],
] as const;

for (const [what, failure, attempt, code] of STOPS) {
  test(`${what}: ${code}, in GitHub's words and ours`, () => {
    const verdict = judge(failure, attempt);
    assert.equal(verdict.kind === "stop" ? verdict.error.code : verdict.kind, code);
    const message = "message" in failure ? failure.message : "words";
    assert.ok(
      verdict.kind === "stop" &&
        verdict.error.message.includes(`POST /repos/o/r/pulls: ${failure.status}: ${message}`),
    );
  });
}
