import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { DistributionError } from "../../actions/lib/distribution/index.ts";
import { PlanningError } from "../../actions/lib/planning/index.ts";
import { PublishingError } from "../../actions/lib/publishing/index.ts";
import { SigningError } from "../../actions/lib/signing/index.ts";
import { StoreError } from "../../actions/lib/store/index.ts";
import { UpstreamError } from "../../actions/lib/upstream/index.ts";
import { MissingKeyError, SettingError } from "../../actions/lib/workspace/index.ts";
import { CommandError } from "./exit-codes.ts";
import { explain } from "./failure.ts";
import { nothingFound } from "./packages/additions-text.ts";

test("a name that is no entry is wrong use, told without a stack", () => {
  const error = new PlanningError("unknown-package", '--packages names "jk"');
  assert.deepEqual(explain(error), { exit: "wrongUse", text: '--packages names "jk"' });
});

test("a mirror that does not answer is this machine's lack, told with its causes", () => {
  const cause = Object.assign(new Error("getaddrinfo ENOTFOUND mirror.example"), { code: "ENOTFOUND" });
  const error = new DistributionError("unreachable", "core.db could not be read", { cause });
  assert.deepEqual(explain(error), {
    exit: "machineLacks",
    text: "core.db could not be read\n  because: its name is not known: it is misspelt, or this machine has no network",
  });
});

test("who asks for a package does wrong where it is not there, and nothing where it cannot be reached", () => {
  const one = { name: "jq", neededBy: null, reason: "there is no such repository" };
  const missing = nothingFound([{ ...one, isUnreachable: false }]);
  assert.deepEqual(explain(missing), {
    exit: "wrongUse",
    text: "jq cannot be added: there is no such repository\nnothing was written",
  });
  assert.equal(explain(nothingFound([{ ...one, isUnreachable: true }])).exit, "machineLacks");
  for (const [code, exit] of [
    ["unreachable", "machineLacks"],
    ["no-such-ref", "wrongUse"],
    ["interrupted", "interrupted"],
  ] as const)
    assert.equal(explain(new UpstreamError(code, "x")).exit, exit);
});

test("what nobody has put into words is known for a fault of the network", () => {
  const cause = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" });
  assert.deepEqual(explain(new TypeError("fetch failed", { cause })), {
    exit: "machineLacks",
    text: "fetch failed\n  because: nothing answers there: the connection was refused",
  });
});

test("a key that is not there, or cannot be used, is this machine's lack wherever that is found", () => {
  const error = new SigningError("expired", "the signing subkey expired: prolong it");
  assert.deepEqual(explain(error), { exit: "machineLacks", text: "the signing subkey expired: prolong it" });
  assert.equal(explain(new PublishingError("key-missing", "set it")).exit, "machineLacks");
  assert.equal(explain(new MissingKeyError("there are no keys for s3://shelf")).exit, "machineLacks");
  assert.equal(explain(new StoreError("wrong-secret", "it does not belong to it")).exit, "machineLacks");
  assert.equal(explain(new StoreError("forbidden", "these keys may not")).exit, "storeRefused");
  assert.equal(explain(new PublishingError("signature", "another key")).exit, "storeRefused");
  assert.equal(explain(new SettingError("--store: write a folder")).exit, "wrongUse");
  assert.equal(explain(new StoreError("other-region", "AWS needs to know it")).exit, "wrongUse");
});

test("a cause that the message already quotes is not said again", () => {
  const cause = new Error("no space left");
  const error = new CommandError("machineLacks", "cannot write: no space left", { cause });
  assert.equal(explain(error).text, "cannot write: no space left");
});

test("a file that cannot be read is told in words", async () => {
  const cause = await readFile("/nowhere/packages.yaml").catch((error) => error);
  const { text } = explain(new CommandError("wrongUse", "cannot read /nowhere/packages.yaml", { cause }));
  assert.equal(text, "cannot read /nowhere/packages.yaml\n  because: there is no such file or folder");
});

test("what the system said stands in words also where a message quotes it", () => {
  const cause = Object.assign(new Error("ENOTDIR: not a directory, scandir '/etc/passwd/x'"), {
    code: "ENOTDIR",
  });
  const error = new StoreError("unreachable", `store /etc/passwd, folder: ${cause.message}`, { cause });
  const text = "store /etc/passwd, folder: a part of its path is no folder";
  assert.deepEqual(explain(error), { exit: "storeRefused", text });
});

test("a file that nobody spoke of is this machine's lack, and told in words", async () => {
  const error = await readFile("/etc/passwd/jq").catch((cause) => cause);
  const text = "/etc/passwd/jq: a part of its path is no folder";
  assert.deepEqual(explain(error), { exit: "machineLacks", text });
});

test("a mistake of our own is told with its stack", () => {
  const { exit, text } = explain(new TypeError("x is undefined"));
  assert.equal(exit, "internal");
  assert.match(text, /TypeError: x is undefined\n {4}at /);
});
