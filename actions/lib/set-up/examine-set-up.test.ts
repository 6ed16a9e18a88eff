import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { startS3Server } from "../../../test/s3-server.ts";
import { checkout, inBucket, inFolder } from "../../../test/set-up-checkout.ts";
import { signingKey } from "../../../test/signing-keys.ts";
import type { Viewpoint } from "./facts.ts";

const IN_A_FOLDER = inFolder();
const ON_GITHUB = "https://github.com/me/packages.git";
const HOSTED = {
  GITHUB_ACTIONS: "true",
  RUNNER_ENVIRONMENT: "github-hosted",
  GITHUB_REPOSITORY: "me/packages",
};

test("a folder of one's own needs no key and no account", async () => {
  await using clone = await checkout(IN_A_FOLDER);
  const { of } = await clone.examine();
  assert.equal(of("store.suffices").status, "found");
  assert.deepEqual([of("signing.key").status, of("signing.key").needed], ["missing", false]);
  assert.equal(of("manifest.packages").status, "missing");
  assert.match(of("publication.published").says, /nothing was published yet/);
});

test("a folder that others cannot get into is named, wherever on the way it lies", async () => {
  await using clone = await checkout(IN_A_FOLDER);
  const openness = async () => (await clone.examine()).of("store.open");
  await chmod(clone.folder, 0o755);
  assert.equal((await openness()).status, "found");
  await chmod(clone.folder, 0o750);
  const { status, needed, says, remedies } = await openness();
  assert.deepEqual([status, needed], ["missing", false]);
  assert.ok(says.startsWith(`${clone.folder}: closed to others`), says);
  assert.deepEqual(remedies, [{ kind: "command", command: `chmod o+x ${clone.folder}` }]);
});

test("without a packages.yaml the rest is looked at all the same", async () => {
  await using clone = await checkout(null);
  const { of } = await clone.examine({ AUTOREPO_SIGNING_KEY: "no key at all" });
  assert.deepEqual([of("manifest.readable").status, of("manifest.readable").needed], ["missing", true]);
  assert.equal(of("store.address").status, "unseen");
  assert.equal(of("machine.git").status, "found");
  assert.match(of("signing.key").says, /holds no `-----BEGIN PGP PRIVATE KEY BLOCK-----`/);
});

test("every mistake of packages.yaml is told with its place", async () => {
  await using clone = await checkout("repository:\n  name: core\n  keep: soon\npackages:\n");
  const { says } = (await clone.examine()).of("manifest.readable");
  assert.match(says, /packages\.yaml:2:\d+.*"core".*packages\.yaml:3:\d+.*"soon"/);
});

test("a first run on GitHub lists all that is missing at once: a folder there publishes nothing", async () => {
  await using clone = await checkout(IN_A_FOLDER);
  const { of } = await clone.examine(HOSTED, "publish-job");
  assert.deepEqual([of("store.suffices").status, of("store.suffices").needed], ["missing", true]);
  assert.equal(of("signing.key").status, "missing");
  assert.equal(of("gitHub.pullRequests").status, "unseen");
  const [remedy] = of("gitHub.pullRequests").remedies;
  assert.ok(remedy?.kind === "command" && /can_approve_pull_request_reviews=true/.test(remedy.command));
});

test("secrets are missing only where they would be seen", async () => {
  await using server = await startS3Server();
  await using clone = await checkout(inBucket(server), ON_GITHUB);
  const statuses = async (viewpoint: Viewpoint) => {
    const { of } = await clone.examine({ AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" }, viewpoint);
    // Outside AWS none has to be said, and plan asks for none.
    assert.equal(of("store.region").status, "found");
    return [of("store.access").status, of("signing.key").status];
  };
  assert.deepEqual(await statuses("machine"), ["unseen", "unseen"]);
  assert.deepEqual(await statuses("job"), ["unseen", "unseen"]);
  assert.deepEqual(await statuses("publish-job"), ["missing", "missing"]);
});

test("a bucket that has all it needs is told so, and nothing is left in it but what it was seen to do", async () => {
  await using server = await startS3Server();
  await using clone = await checkout(inBucket(server));
  const { of } = await clone.examine({ ...server.variables, AUTOREPO_SIGNING_KEY: await signingKey() });
  const ids = ["region", "access", "answers", "conditions", "redirects", "policies"];
  for (const id of ids) assert.equal(of(`store.${id}`).status, "found", id);
  for (const id of ["signing.key", "signing.lasting", "publication.serves"])
    assert.equal(of(id).status, "found", id);
  const left = execFileSync("find", [server.folder, "-type", "f"], { encoding: "utf8" }).trim();
  assert.equal(left, join(server.folder, "arch", "capabilities.json"));
});

test("a plain endpoint follows no redirects: databases stay unsigned", async () => {
  await using server = await startS3Server();
  await using clone = await checkout(inBucket({ website: server.url }));
  const { of } = await clone.examine(server.variables);
  assert.deepEqual([of("store.redirects").status, of("store.redirects").needed], ["missing", false]);
});

test("wrong keys, a wrong bucket and half of the keys are told apart, and no secret is ever said", async () => {
  await using server = await startS3Server();
  const wrong = { AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMIsecretsecret" };
  const secrets = {
    AUTOREPO_SIGNING_PASSPHRASE: "correct horse battery",
    GITHUB_TOKEN: "ghp_0123456789abcdef",
  };
  await using clone = await checkout(inBucket(server));
  const rejected = await clone.examine({ ...server.variables, ...wrong, ...secrets });
  assert.match(rejected.of("store.answers").says, /does not belong to AWS_ACCESS_KEY_ID/);
  await using elsewhere = await checkout(inBucket(server, "another"));
  const absent = await elsewhere.examine({ ...server.variables, ...secrets });
  assert.match(absent.of("store.answers").says, /make the bucket "another" there/);
  const half = await clone.examine({ ...server.variables, AWS_SECRET_ACCESS_KEY: "", ...secrets });
  assert.match(half.of("store.access").says, /AWS_SECRET_ACCESS_KEY is not set/);
  const values = [...Object.values(secrets), ...Object.values(wrong), server.keys.secretAccessKey];
  for (const { all } of [rejected, absent, half]) {
    for (const value of values) assert.ok(!JSON.stringify(all).includes(value), value);
  }
});

test("a malformed address of a mail server is told without a word of it; a good one says no more than that", async () => {
  await using clone = await checkout(IN_A_FOLDER, ON_GITHUB);
  const mail = async (AUTOREPO_SMTP_URL: string) =>
    (await clone.examine({ AUTOREPO_SMTP_URL })).of("gitHub.mail");
  const secret = "smtps://robot:hunter2hunter2@mail.example.org";
  for (const wrong of ["hunter2hunter2", `${secret}?to=me`, `${secret}?to=me@example.org&cc=x@example.org`]) {
    const finding = await mail(wrong);
    assert.deepEqual([finding.status, finding.needed], ["missing", false]);
    assert.match(finding.says, /^AUTOREPO_SMTP_URL /);
    assert.doesNotMatch(JSON.stringify(finding), /hunter2|robot|mail\.example/);
  }
  const good = await mail(`${secret}?from=robot@example.org&to=me@example.org`);
  assert.equal(good.status, "unseen");
  assert.match(good.says, /the one in this shell is well formed$/);
  assert.doesNotMatch(JSON.stringify(good), /hunter2|robot/);
  const unset = await mail("");
  assert.equal(unset.status, "unseen");
  const [, command] = unset.remedies;
  assert.deepEqual(command, {
    kind: "command",
    command: "gh secret set AUTOREPO_SMTP_URL --repo me/packages --env publish",
  });
});

test("an address that nobody answers, and a key that is locked, are findings and not errors", async () => {
  await using clone = await checkout(inBucket({ website: "http://127.0.0.1:9" }));
  const { of } = await clone.examine({
    AUTOREPO_SIGNING_KEY: await signingKey({ passphrase: "correct horse" }),
  });
  assert.equal(of("publication.serves").status, "missing");
  assert.match(of("signing.key").says, /is locked: give its passphrase in AUTOREPO_SIGNING_PASSPHRASE/);
});
