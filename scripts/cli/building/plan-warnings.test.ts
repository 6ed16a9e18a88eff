import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment } from "../../../actions/lib/workspace/index.ts";
import { lackOfKeys } from "./plan-warnings.ts";

const FOLDER = { store: { kind: "directory", path: "public" } } as const;
const BUCKET = {
  store: { kind: "s3", bucket: "shelf", prefix: "", endpoint: null, region: "eu-central-1" },
} as const;
const KEYS = readEnvironment({ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" }).aws;
const NO_KEYS = readEnvironment({}).aws;
const signedBy = { primary: "AB".repeat(20), subkey: "CD".repeat(20) };

test("a folder that nobody signed needs no key, one that is signed and every bucket do", () => {
  const without = { aws: NO_KEYS, signingKey: null };
  assert.equal(lackOfKeys({ repository: FOLDER, environment: without, state: null }), null);
  assert.equal(lackOfKeys({ repository: FOLDER, environment: without, state: { signedBy: null } }), null);
  assert.match(
    lackOfKeys({ repository: FOLDER, environment: without, state: { signedBy } }) ?? "",
    /AUTOREPO_SIGNING_KEY is not set, and what is published is signed by (AB){20}/,
  );
  assert.match(
    lackOfKeys({ repository: BUCKET, environment: without, state: null }) ?? "",
    /there are no keys for s3:\/\/shelf: .*; and AUTOREPO_SIGNING_KEY is not set, and what a bucket publishes is signed/,
  );
});

test("with its keys nothing is lacking", () => {
  const environment = { aws: KEYS, signingKey: "a key" };
  assert.equal(lackOfKeys({ repository: BUCKET, environment, state: { signedBy } }), null);
  assert.equal(lackOfKeys({ repository: FOLDER, environment, state: { signedBy } }), null);
});
