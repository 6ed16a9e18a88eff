import assert from "node:assert/strict";
import { test } from "node:test";
import { leftoversRule, publisherPolicy, readersPolicy, trustPolicy } from "./aws-documents.ts";
import type { GitHubRepository } from "./facts.ts";
import { subjectsOf } from "./oidc-subject.ts";

const BUCKET = {
  kind: "s3",
  bucket: "shelf",
  prefix: "arch",
  endpoint: null,
  region: "eu-central-1",
} as const;
const REPOSITORY: GitHubRepository = {
  name: "me/packages",
  webUrl: "https://github.com/me/packages",
  branch: "main",
  ids: { owner: 17, repository: 4711 },
  created: new Date("2026-08-01T00:00:00Z"),
};
const IMMUTABLE = "repo:me@17/packages@4711:environment:publish";

function subjectIn(policy: string): unknown {
  return JSON.parse(policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"];
}

test("a repository of today is trusted by its ids alone, an older one by either form", () => {
  assert.equal(subjectIn(trustPolicy(REPOSITORY)), IMMUTABLE);
  const older = { ...REPOSITORY, created: new Date("2026-07-14T23:59:59Z") };
  assert.deepEqual(subjectIn(trustPolicy(older)), [IMMUTABLE, "repo:me/packages:environment:publish"]);
  assert.deepEqual(subjectsOf({ ...REPOSITORY, created: null }).trusted.length, 2);
});

test("without ids the policy says where they go", () => {
  const { immutable } = subjectsOf({ ...REPOSITORY, ids: null });
  assert.equal(immutable, "repo:me@OWNER_ID/packages@REPOSITORY_ID:environment:publish");
});

test("who publishes may touch the prefix only, and never deletes a state", () => {
  const { Statement: statements } = JSON.parse(publisherPolicy(BUCKET));
  const allowed = statements.filter(({ Effect }: { Effect: string }) => Effect === "Allow");
  const onObjects = allowed.filter(({ Sid }: { Sid: string }) => Sid !== "TellAbsentFromForbidden");
  assert.ok(
    onObjects.every(({ Resource }: { Resource: string }) => Resource === "arn:aws:s3:::shelf/arch/*"),
  );
  const deny = statements.find(({ Effect }: { Effect: string }) => Effect === "Deny");
  assert.deepEqual(deny.Resource, [
    "arn:aws:s3:::shelf/arch/state.json",
    "arn:aws:s3:::shelf/arch/heads/state.json",
  ]);
});

test("a whole bucket needs no prefix anywhere", () => {
  const whole = { ...BUCKET, prefix: "" };
  assert.doesNotMatch(publisherPolicy(whole), /s3:prefix|\/\//);
  assert.match(readersPolicy(whole), /"arn:aws:s3:::shelf\/\*"/);
  assert.equal(JSON.parse(leftoversRule(whole)).Rules[0].Filter.Prefix, "");
});
