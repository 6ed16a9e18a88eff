import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { clientsTrust } from "../../actions/lib/publishing/index.ts";
import { type ActRun, type ActWorld, actWorld } from "../act.ts";
import { type S3Server, startS3Server } from "../s3-server.ts";
import { signingKey } from "../signing-keys.ts";
import { emptyPackage } from "./empty-package.ts";
import { publishedIn } from "./published-versions.ts";
import { trustingContainer } from "./restless-client.ts";
import { type UpgradingClient, upgradingClient } from "./upgrading-client.ts";

const PASSPHRASE = "correct horse battery staple";

let world: ActWorld;
let server: S3Server;
let secrets: Readonly<Record<string, string>>;
let key: string;
before(async () => {
  world = actWorld();
  server = await startS3Server();
  key = await signingKey({ passphrase: PASSPHRASE, name: "story" });
  secrets = {
    ...server.variables,
    AUTOREPO_SIGNING_KEY: key,
    AUTOREPO_SIGNING_PASSPHRASE: PASSPHRASE,
  };
});
after(async () => {
  world[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

const BUILT = { plan: "success", "build hat": "success", publish: "success" };

/** The newest commit is pinned; the bucket is read where websites follow redirects. */
function move(pkgver: string, url: readonly string[] = [`url: ${server.website}/repo`]): void {
  const ref = world.commit("hat", emptyPackage("hat", pkgver));
  const store = [
    `store: s3://${server.bucket}/repo`,
    `endpoint: ${server.endpoint}`,
    `region: ${server.region}`,
  ];
  world.list({ hat: [`ref: ${ref}`] }, [...store, ...url]);
  world.save();
}

function push(): Promise<ActRun> {
  return world.act({ workflow: "build", event: "push", secrets });
}

const store = () => join(server.folder, "repo");

test("a bucket without a public address: plan asks for that, and not for keys, which it must not have", async () => {
  move("0.9", []);
  const run = await push();
  assert.deepEqual(run.jobs, { plan: "failure" }, run.log);
  assert.match(run.log, /::error::packages\.yaml has no `url:` below `repository:`/);
});

test("the first run of a copy without secrets is green, publishes nothing, and says what is missing", async () => {
  move("1.0");
  const run = await world.act({ workflow: "build", event: "push" });
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.match(run.log, /✗ signing: AUTOREPO\\?_SIGNING\\?_KEY/);
  assert.match(run.log, /gh secret set AWS_SECRET_ACCESS_KEY --repo owner\/name --env publish/);
  assert.equal(existsSync(join(store(), "state.json")), false);
});

let client: UpgradingClient | null = null;
after(() => client?.[Symbol.asyncDispose]());

test("with secrets it publishes signed into the bucket, and pacman that requires signatures installs from there", async () => {
  const run = await push();
  assert.deepEqual(run.jobs, BUILT, run.log);
  const { state } = publishedIn(store());
  assert.equal(state.databaseSigned, true, "redirects work there");
  const trust = clientsTrust(state);
  assert.ok(trust);
  const address = { name: "story", server: `${server.website}/repo` };
  client = upgradingClient("story", await trustingContainer({ ...address, trust }));
  assert.match(await client.run("cat /etc/pacman.conf"), /^SigLevel = Required$/m);
  assert.deepEqual(await client.upgrade("hat"), ["hat 1.0-1"]);
  assertHidden(run);
});

test("the pin moves, clients upgrade, and the store's verbs find nothing to mend", async () => {
  move("1.1");
  const run = await push();
  assert.deepEqual(run.jobs, BUILT, run.log);
  assert.deepEqual(await client?.upgrade(), ["hat 1.1-1"]);
  const inputs = { verb: "verify" };
  const verified = await world.act({ workflow: "store", event: "workflow_dispatch", inputs, secrets });
  assert.deepEqual(verified.jobs, { store: "success" }, verified.log);
  assertHidden(run);
  assertHidden(verified);
});

test("without its secrets a repository that publishes is not left alone in silence", async () => {
  const run = await world.act({ workflow: "build", event: "schedule" });
  assert.deepEqual(run.jobs, { plan: "success", publish: "failure" }, run.log);
  assert.match(run.log, /AWS_ACCESS_KEY_ID/);
});

function assertHidden({ log }: ActRun): void {
  const lines = key.split("\n").slice(3, -3);
  for (const secret of [PASSPHRASE, server.keys.secretAccessKey, ...lines]) {
    assert.equal(log.includes(secret), false, `the log shows ${secret}`);
  }
}
