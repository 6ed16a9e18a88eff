import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type S3Server, startS3Server } from "../../../test/s3-server.ts";
import { checkout, inBucket } from "../../../test/set-up-checkout.ts";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import type { StoreErrorCode } from "../store/index.ts";
import type { BucketStore } from "./facts.ts";
import type { Remedy } from "./finding.ts";
import { mendAnswer } from "./mend-answer.ts";

const inWords = (remedies: readonly Remedy[]) =>
  remedies.map((remedy) => Object.values(remedy).slice(1).join(" ")).join("\n");

describe("a bucket that does not open is mended by what it says", () => {
  let server: S3Server;
  before(async () => {
    server = await startS3Server();
  });
  after(() => server[Symbol.asyncDispose]());

  const CASES: readonly (readonly [string, NodeJS.ProcessEnv, RegExp, RegExp])[] = [
    [
      "a wrong secret",
      { AWS_SECRET_ACCESS_KEY: "x" },
      /says 403 Signature/,
      /copy the secret again.*\nexport AWS_SECRET_ACCESS_KEY=…$/,
    ],
    [
      "keys of nobody",
      { AWS_ACCESS_KEY_ID: "nobody" },
      /AWS_ACCESS_KEY_ID is not known/,
      /is of whom the keys are.*\nelse make keys/,
    ],
    [
      "another region",
      { AWS_REGION: "eu-north-9" },
      /expecting "us-east-1"/,
      /get-bucket-location --bucket packages .*--region us-east-1$/,
    ],
    [
      "a token of no session",
      { AWS_SESSION_TOKEN: "x" },
      /AWS_SESSION_TOKEN does not belong/,
      /\nunset AWS_SESSION_TOKEN\n/,
    ],
  ];
  for (const [what, variables, says, mend] of CASES) {
    test(what, async () => {
      await using clone = await checkout(inBucket(server));
      const { of } = await clone.examine({ ...server.variables, ...variables });
      const { status, needed, ...found } = of("store.answers");
      assert.deepEqual([status, needed], ["missing", true]);
      assert.match(found.says, says);
      assert.match(inWords(found.remedies), mend);
    });
  }

  test("no bucket of that name", async () => {
    await using clone = await checkout(inBucket(server, "another"));
    const { says, remedies } = (await clone.examine(server.variables)).of("store.answers");
    assert.match(says, /NoSuchBucket/);
    assert.match(inWords(remedies), /^aws s3api create-bucket --bucket another --endpoint-url http/);
  });
});

/** A bucket of AWS that answered so. */
function answering(code: StoreErrorCode, by: "keys" | "role" = "keys"): BucketStore {
  const address: BucketAddress = {
    kind: "s3",
    bucket: "shelf",
    prefix: "arch",
    endpoint: null,
    region: "eu-north-1",
  };
  const unseen = { is: "unseen", why: "not tried" } as const;
  const abilities = {
    conditions: unseen,
    redirects: unseen,
    policies: unseen,
    leftovers: unseen,
    trust: null,
  };
  const opened = { region: { is: "yes", region: "eu-north-1" }, access: { is: "yes", by } } as const;
  return {
    kind: "bucket",
    address,
    provider: "aws",
    ...opened,
    ...abilities,
    answers: { is: "no", complaint: "", code },
  };
}

const ON_AWS: readonly (readonly [StoreErrorCode, RegExp])[] = [
  ["forbidden", /^aws sts get-caller-identity\n.*publishes \{[\s\S]*arn:aws:s3:::shelf\/arch\/\*/],
  [
    "no-bucket",
    /--bucket shelf --create-bucket-configuration LocationConstraint=eu-north-1 --region eu-north-1\n/,
  ],
  ["clock", /timedatectl set-ntp true/],
  ["untrusted", /NODE_EXTRA_CA_CERTS=/],
  ["unreachable", /curl -sSI https:\/\/s3\.eu-north-1\.amazonaws\.com/],
  ["refused", /head-bucket --bucket shelf/],
];

for (const [code, mend] of ON_AWS) {
  test(`a bucket of AWS that is ${code} is mended there`, () => {
    assert.match(inWords(mendAnswer(answering(code), null)), mend);
  });
}

test("a role that is refused has to be trusted; secrets of workflows are set where they live", () => {
  const repository = {
    name: "me/packages",
    webUrl: "https://github.com/me/packages",
    branch: null,
    ids: null,
    created: null,
  };
  assert.match(
    inWords(mendAnswer(answering("forbidden", "role"), repository)),
    /trust policy[\s\S]*publishes/,
  );
  assert.match(
    inWords(mendAnswer(answering("wrong-secret"), repository)),
    /gh secret set AWS_SECRET_ACCESS_KEY --repo me\/packages --env publish$/,
  );
});
