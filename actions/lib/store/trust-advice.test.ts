import assert from "node:assert/strict";
import { test } from "node:test";
import { trustAdvice } from "./trust-advice.ts";

const ARN = "arn:aws:iam::123456789012:role/publisher";

function tokenOf(claims: unknown): string {
  return `head.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.signature`;
}

test("the subject is named as the token has it, and in the other of GitHub's two forms", () => {
  const ids = { repository: "me/packages", repository_id: "42", repository_owner_id: "41" };
  const named = "repo:me/packages:environment:publish";
  const immutable = "repo:me@41/packages@42:environment:publish";
  for (const [sub, other] of [
    [immutable, named],
    [named, immutable],
  ]) {
    const advice = trustAdvice(ARN, tokenOf({ sub, ...ids }));
    assert.ok(advice.includes(`:sub = ${sub};`) && advice.includes(`known as ${other}, which`), advice);
  }
});

test("whatever the token is, the advice stands on one line and has both forms", () => {
  for (const token of [
    "",
    "no token",
    "a.%%%.b",
    tokenOf(null),
    tokenOf([1]),
    tokenOf({ sub: 7 }),
    tokenOf({ sub: "repo:me/packages:environment:publish\n::error::forged" }),
    tokenOf({ sub: `repo:me/packages:${"x".repeat(10_000)}` }),
  ]) {
    const advice = trustAdvice("no arn", token);
    assert.ok(advice.length < 900 && !advice.includes("\n") && !advice.includes("forged"), advice);
    assert.match(advice, /sub = repo:OWNER@OWNER_ID\/REPOSITORY@REPOSITORY_ID:environment:publish; /);
    assert.match(advice, /arn:aws:iam::ACCOUNT_ID:oidc-provider/);
  }
});
