import assert from "node:assert/strict";
import { test } from "node:test";
import { DistributionError } from "../../actions/lib/distribution/index.ts";
import { PlanningError } from "../../actions/lib/planning/index.ts";
import { SigningError } from "../../actions/lib/signing/index.ts";
import { CommandError } from "./exit-codes.ts";
import { explain } from "./failure.ts";

test("a name that is no entry is wrong use, told without a stack", () => {
  const error = new PlanningError("unknown-package", '--packages names "jk"');
  assert.deepEqual(explain(error), { exit: "wrongUse", text: '--packages names "jk"' });
});

test("a mirror that does not answer is this machine's lack, told with its causes", () => {
  const cause = new Error("getaddrinfo ENOTFOUND mirror.example");
  const error = new DistributionError("unreachable", "core.db could not be read", { cause });
  assert.deepEqual(explain(error), {
    exit: "machineLacks",
    text: "core.db could not be read\n  because: getaddrinfo ENOTFOUND mirror.example",
  });
});

test("a key that cannot sign is this machine's lack", () => {
  const error = new SigningError("expired", "the signing subkey expired: prolong it");
  assert.deepEqual(explain(error), { exit: "machineLacks", text: "the signing subkey expired: prolong it" });
});

test("a cause that the message already quotes is not said again", () => {
  const cause = new Error("no space left");
  const error = new CommandError("machineLacks", "cannot write: no space left", { cause });
  assert.equal(explain(error).text, "cannot write: no space left");
});

test("a mistake of our own is told with its stack", () => {
  const { exit, text } = explain(new TypeError("x is undefined"));
  assert.equal(exit, "internal");
  assert.match(text, /TypeError: x is undefined\n {4}at /);
});
