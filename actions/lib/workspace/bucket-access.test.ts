import assert from "node:assert/strict";
import { test } from "node:test";
import { accessTo, completeAddress, readAwsVariables } from "./bucket-access.ts";

const BUCKET = {
  kind: "s3",
  bucket: "packages",
  prefix: "",
  endpoint: null,
  region: "eu-central-1",
} as const;
const KEYS = { AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" };

test("the AWS variables count more than packages.yaml, and empty ones not at all", () => {
  const complete = (variables: NodeJS.ProcessEnv) =>
    completeAddress(BUCKET, readAwsVariables(variables), { ownMachine: false });
  assert.deepEqual(complete({ AWS_REGION: "", AWS_ENDPOINT_URL_S3: "" }), BUCKET);
  assert.deepEqual(complete({ AWS_REGION: "auto", AWS_ENDPOINT_URL_S3: "https://s3.example.org/" }), {
    ...BUCKET,
    endpoint: "https://s3.example.org",
    region: "auto",
  });
});

test("an endpoint in the clear is for a user's own machine", () => {
  const variables = readAwsVariables({ AWS_ENDPOINT_URL_S3: "http://garage.lan:3900" });
  assert.throws(() => completeAddress(BUCKET, variables, { ownMachine: false }), {
    name: "SettingError",
    message: /AWS_ENDPOINT_URL_S3: "http:\/\/garage\.lan:3900" uses http:/,
  });
  for (const value of ["localhost:9000", "s3.example.org"]) {
    const withoutScheme = readAwsVariables({ AWS_ENDPOINT_URL_S3: value });
    assert.throws(() => completeAddress(BUCKET, withoutScheme, { ownMachine: true }), {
      name: "SettingError",
      message: /AWS_ENDPOINT_URL_S3: ".*" does not begin with https:\/\/ or http:\/\//,
    });
  }
  const address = completeAddress(BUCKET, variables, { ownMachine: true });
  assert.equal(address.kind === "s3" && address.endpoint, "http://garage.lan:3900");
});

test("a bucket without keys lacks them, and a folder needs none", () => {
  assert.throws(() => accessTo(BUCKET, readAwsVariables({ AWS_ACCESS_KEY_ID: "id" })), {
    name: "MissingKeyError",
    message: /there are no keys for s3:\/\/packages: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
  });
  assert.equal(accessTo({ kind: "directory", path: "public" }, readAwsVariables({})), null);
  const access = accessTo(BUCKET, readAwsVariables({ ...KEYS, AWS_SESSION_TOKEN: "token" }));
  assert.deepEqual(access?.credentials, {
    kind: "keys",
    accessKeyId: "id",
    secretAccessKey: "secret",
    sessionToken: "token",
  });
});

test("a workflow takes a role's keys with its identity, which counts more than keys", async () => {
  const variables = readAwsVariables({ ...KEYS, AUTOREPO_S3_ROLE: "arn:aws:iam::1:role/publish" });
  const credentials = accessTo(BUCKET, variables, async () => "token")?.credentials;
  assert.ok(credentials?.kind === "web-identity");
  assert.equal(credentials.webIdentity.roleArn, "arn:aws:iam::1:role/publish");
  assert.equal(credentials.webIdentity.region, "eu-central-1");
  assert.equal(await credentials.webIdentity.token(), "token");
  assert.equal(accessTo(BUCKET, variables)?.credentials.kind, "keys", "elsewhere there is no identity");
});

test("tokens go to AWS, or where AWS_ENDPOINT_URL_STS says, and never in the clear", () => {
  const access = (sts: string) => {
    const variables = { AUTOREPO_S3_ROLE: "arn:aws:iam::1:role/publish", AWS_ENDPOINT_URL_STS: sts };
    const credentials = accessTo(BUCKET, readAwsVariables(variables), async () => "token")?.credentials;
    return credentials?.kind === "web-identity" ? (credentials.webIdentity.endpoint ?? "AWS") : null;
  };
  assert.equal(access(""), "AWS");
  assert.equal(access("https://sts.example.org/"), "https://sts.example.org");
  assert.throws(() => access("http://sts.example.org"), { message: /^AWS_ENDPOINT_URL_STS: .* uses http:/ });
});
