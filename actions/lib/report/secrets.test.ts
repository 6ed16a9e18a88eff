import assert from "node:assert/strict";
import { test } from "node:test";
import { maskSecrets } from "./secrets.ts";

const letters = (length: number) => "aB3dEfGh1jKlMn0pQrStUvWxYz".repeat(10).slice(0, length);

const SECRETS: readonly (readonly [kind: string, text: string, secret: string])[] = [
  ["AWS access key", "id AKIAIOSFODNN7EXAMPLE.", "AKIAIOSFODNN7EXAMPLE"],
  ["AWS access key", "AIDAIOSFODNN7EXAMPLE", "AIDAIOSFODNN7EXAMPLE"],
  ["AWS secret key", `aws_secret_access_key = ${letters(40)}`, letters(40)],
  ["AWS secret key", `"SecretAccessKey": "${letters(40)}"`, letters(40)],
  ["GitHub token", `ghp_${letters(36)}`, letters(36)],
  ["GitHub token", `x=ghs_${letters(36)};`, letters(36)],
  ["GitHub token", `github_pat_${letters(60)}`, letters(60)],
  ["GitLab token", `glpat-${letters(20)}`, letters(20)],
  ["npm token", `//registry/:_authToken=npm_${letters(36)}`, letters(36)],
  ["Slack token", "xoxb-1234567890-abcdef", "1234567890-abcdef"],
  ["API key", `sk-ant-${letters(30)}`, letters(30)],
  ["API key", `AIza${letters(35)}`, letters(35)],
  ["JSON web token", `eyJ${letters(20)}.eyJ${letters(20)}.${letters(20)}`, letters(20)],
  ["password", "cloning https://me:hunter2@example.org/x.git", "hunter2"],
  ["credential", "> Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"],
  ["secret of this repository", "AUTOREPO_SIGNING_PASSPHRASE=correct horse battery", "correct horse battery"],
  ["private key", "-----BEGIN PGP PRIVATE KEY BLOCK-----\\nxcLYBG\\n-----END", "xcLYBG"],
];

for (const [kind, text, secret] of SECRETS) {
  test(`${kind} is masked in ${JSON.stringify(text.slice(0, 30))}`, () => {
    const result = maskSecrets(text);
    assert.equal(result.masked, 1);
    assert.ok(result.text.includes(`‹masked: ${kind}›`), result.text);
    assert.ok(!result.text.includes(secret), result.text);
  });
}

test("what build logs are full of is no secret", () => {
  const harmless = [
    "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  foo.tar.gz",
    "https://github.com/foo/bar.git at https://example.org:8080/x",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "checking for task-oriented-programming-language... no",
    "/usr/lib/ghp_helper.so npm_config_cache=/build sk-learn eyJ",
    "user@host:~/src$ ssh://git@example.org:foo",
  ];
  for (const line of harmless) assert.deepEqual(maskSecrets(line), { text: line, masked: 0 });
});

test("lines made to be slow are searched in linear time", () => {
  const shapes = [
    "eyJ-",
    "eyJaaaaaaaaaa.",
    "ghp_",
    "://a:",
    "secret_access_key = ",
    "sk-",
    "authorization: bearer ",
    "-----BEGIN PRIVATE KEY",
  ];
  for (const shape of shapes) {
    const text = shape.repeat(500_000 / shape.length);
    const before = performance.now();
    maskSecrets(text);
    const milliseconds = performance.now() - before;
    assert.ok(milliseconds < 2000, `${JSON.stringify(shape)} took ${milliseconds} ms`);
  }
});
