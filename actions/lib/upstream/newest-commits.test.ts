import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type HttpsGitServer, httpsGitServer } from "../../../test/https-git-server.ts";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import type { Newest } from "./index.ts";

const world = upstreamWorld();
let server: HttpsGitServer;
before(async () => {
  server = await httpsGitServer();
});
after(async () => {
  await server[Symbol.asyncDispose]();
  world.remove();
});

test("every branch of a remote is answered by one request, and what is missing is told apart", async () => {
  const head = serve("many");
  git(join(server.root, "many"), "branch", "next");
  execFileSync("git", ["init", "-q", "--bare", join(server.root, "none")]);
  server.forget();
  const remote = { git: `${server.url}/many` };
  const answers = await world.openBranches("many").newestCommits([
    { ...remote, branch: null },
    { ...remote, branch: "main" },
    { ...remote, branch: "next" },
    { ...remote, branch: "HEAD" },
  ]);
  assert.deepEqual(
    answers,
    Array.from({ length: 4 }, () => ({ kind: "commit", commit: head })),
  );
  assert.equal(server.requests.length, 1);
  const missing = await world.openBranches("many").newestCommits([
    { ...remote, branch: "ma" },
    { git: `${server.url}/none`, branch: null },
    { git: `${server.url}/nowhere`, branch: null },
  ]);
  assert.deepEqual(missing.map(kindOf), ["no-branch", "empty", "no-such-ref"]);
});

test("a repository on this machine answers the same as git does, loose, packed or with a work tree", async () => {
  const folder = world.newRemote("local");
  write(folder, { a: "1" });
  const first = save(folder);
  git(folder, "branch", "old");
  git(folder, "pack-refs", "--all");
  write(folder, { a: "2" });
  const second = save(folder);
  const remote = { git: `file://${folder}` };
  const branches = [null, "main", "old", "new"].map((branch) => ({ ...remote, branch }));
  const answers = await world.openBranches("local").newestCommits(branches);
  const listed = git(folder, "ls-remote", folder, "HEAD", "refs/heads/main", "refs/heads/old");
  assert.deepEqual(
    answers.map((answer) => (answer.kind === "commit" ? answer.commit : answer.kind)),
    [second, second, first, "no-branch"],
  );
  assert.deepEqual(
    listed.split("\n").map((line) => line.slice(0, 40)),
    [second, second, first],
  );
  const wrong = [{ git: `file://${folder}/nothing`, branch: null }];
  assert.deepEqual((await world.openBranches("local").newestCommits(wrong)).map(kindOf), ["no-such-ref"]);
});

test("servers of older protocols, and of files alone, answer too", async () => {
  const head = serve("old");
  git(join(server.root, "old"), "update-server-info");
  const asked = [{ git: `${server.url}/old`, branch: null }];
  const found = [{ kind: "commit", commit: head }];
  server.misbehave("/old/git-upload-pack", (_request, response) => response.writeHead(500).end());
  assert.deepEqual(await world.openBranches("old").newestCommits(asked), found);
  server.misbehave("/old/info/refs?service", (_request, response) => {
    response.writeHead(200, { "content-type": "text/plain" }).end();
  });
  assert.deepEqual(await world.openBranches("old").newestCommits(asked), found);
  server.behave();
});

test("a token goes to its own server alone", async () => {
  const head = serve("secret");
  server.forget();
  const source = { git: `${server.url}/secret`, branch: null, path: "" };
  const own = world.openBranches("own", { credential: { server: server.url, token: "t0ken" } });
  await own.newestCommits([source]);
  await own.compareTrees({ source, from: null, to: head });
  const sent = server.requests.map(({ headers }) => headers.authorization);
  const expected = `Basic ${Buffer.from("x-access-token:t0ken").toString("base64")}`;
  assert.ok(sent.length >= 3);
  assert.deepEqual(new Set(sent), new Set([expected]));
  server.forget();
  const other = world.openBranches("other", { credential: { server: "https://github.com", token: "t0ken" } });
  await other.newestCommits([source]);
  await other.compareTrees({ source, from: null, to: head });
  assert.deepEqual(
    new Set(server.requests.map(({ headers }) => headers.authorization)),
    new Set([undefined]),
  );
});

/** Serves a repository with one commit, which is answered. */
function serve(name: string): string {
  const folder = world.newRemote(name);
  write(folder, { PKGBUILD: `pkgname=${name}\n` });
  const commit = save(folder);
  git(folder, "clone", "-q", "--bare", folder, join(server.root, name));
  return commit;
}

function kindOf(newest: Newest): string {
  return newest.kind === "failed" ? newest.error.code : newest.kind;
}
