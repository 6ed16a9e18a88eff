import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { type GitHub, startGitHub } from "./start-github.ts";

const REPOSITORY = "me/packages";

async function start(): Promise<GitHub> {
  const github = await startGitHub({
    repositories: [REPOSITORY],
    tokens: {
      "token-me": { login: "me" },
      "token-ci": {
        login: "github-actions[bot]",
        permissions: { contents: "write", "pull-requests": "write" },
      },
      "token-reader": { login: "github-actions[bot]", permissions: { contents: "read" } },
    },
  });
  github.commit(REPOSITORY, { "a.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n" });
  return github;
}

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function call(
  github: GitHub,
  line: string,
  options: { body?: object; token?: string } = {},
): Promise<Answer> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(`${github.url}/repos/${REPOSITORY}${path}`, {
    method,
    headers: { authorization: `token ${options.token ?? "token-me"}` },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  assert.ok(text === "" || text.startsWith("{") || text.startsWith("["), text);
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
}

function open(github: GitHub, head: string, more: { token?: string; text?: string } = {}): Promise<Answer> {
  const body = { title: head, head, base: "main", body: more.text ?? "" };
  return call(github, "POST /pulls", { body, ...(more.token === undefined ? {} : { token: more.token }) });
}

/** A branch from main in which one line of a.txt is another. */
function branchWithLine(github: GitHub, branch: string, line: number): string {
  const git = github.git(REPOSITORY);
  const lines = git.git(["cat-file", "blob", "main:a.txt"]).split("\n");
  return github.commit(REPOSITORY, { "a.txt": `${lines.with(line - 1, branch).join("\n")}\n` }, { branch });
}

test("merging one pull request keeps what another one merged before", async () => {
  await using github = await start();
  branchWithLine(github, "one", 1);
  branchWithLine(github, "two", 9);
  assert.equal((await open(github, "one")).status, 201);
  assert.equal((await open(github, "two")).status, 201);
  assert.equal((await call(github, "PUT /pulls/1/merge", { body: {} })).status, 200);
  assert.equal((await call(github, "PUT /pulls/2/merge", { body: {} })).status, 200);
  const merged = github.git(REPOSITORY).git(["cat-file", "blob", "main:a.txt"]);
  assert.equal(merged, "one\n2\n3\n4\n5\n6\n7\n8\ntwo");
});

test("a conflict is found out after the first question and cannot be merged", async () => {
  await using github = await start();
  branchWithLine(github, "one", 5);
  branchWithLine(github, "two", 5);
  await open(github, "one");
  await open(github, "two");
  await call(github, "PUT /pulls/1/merge", { body: { merge_method: "squash" } });
  const answers = [await call(github, "GET /pulls/2"), await call(github, "GET /pulls/2")];
  assert.deepEqual(
    answers.map(({ body }) => body.mergeable),
    [null, false],
  );
  assert.equal((await call(github, "PUT /pulls/2/merge", { body: {} })).status, 405);
});

test("a head follows its branch, and a deleted branch closes its pull request", async () => {
  await using github = await start();
  const first = branchWithLine(github, "one", 1);
  await open(github, "one");
  const second = github.commit(REPOSITORY, { "b.txt": "b\n" }, { branch: "one" });
  const { body } = await call(github, "GET /pulls/1");
  assert.deepEqual([(body.head as { sha: string }).sha, body.commits, first === second], [second, 2, false]);
  assert.equal((await call(github, "DELETE /git/refs/heads/one")).status, 204);
  assert.equal((await call(github, "GET /pulls/1")).body.state, "closed");
  assert.equal((await call(github, "PATCH /pulls/1", { body: { state: "open" } })).status, 422);
});

test("pull requests that github.com refuses are refused", async () => {
  await using github = await start();
  branchWithLine(github, "one", 1);
  github.git(REPOSITORY).git(["update-ref", "refs/heads/same", "refs/heads/main"]);
  github.committed(REPOSITORY);
  const tooLong = await open(github, "one", { text: "x".repeat(65_537) });
  assert.match(JSON.stringify(tooLong), /422.*body is too long/);
  assert.equal((await open(github, "one", { text: "x".repeat(65_536) })).status, 201);
  assert.match(JSON.stringify(await open(github, "one")), /422.*already exists for me:one/);
  assert.match(JSON.stringify(await open(github, "same")), /422.*No commits between main and same/);
  assert.match(JSON.stringify(await open(github, "missing")), /422.*"field":"head"/);
});

test("a token does what its permissions say and nothing else", async () => {
  await using github = await start();
  branchWithLine(github, "one", 1);
  assert.equal((await open(github, "one", { token: "unknown" })).status, 401);
  const denied = await open(github, "one", { token: "token-reader" });
  assert.deepEqual([denied.status, denied.body.message], [403, "Resource not accessible by integration"]);
  github.allowPullRequests(false);
  const switchedOff = await open(github, "one", { token: "token-ci" });
  assert.match(String(switchedOff.body.message), /not permitted to create or approve pull requests/);
  github.allowPullRequests(true);
  assert.equal((await open(github, "one", { token: "token-ci" })).status, 201);
  assert.equal((await call(github, "GET /pulls/1", { token: "token-reader" })).status, 200);
});

test("git clones what the API committed and the API sees what git pushed", async () => {
  await using github = await start();
  const folder = mkdtempSync(join(tmpdir(), "clone-"));
  const git = (...args: string[]) =>
    promisify(execFile)("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t", ...args]);
  try {
    const remote = github.url.replace("://", "://me:token-me@");
    await git("clone", "-q", `${remote}/${REPOSITORY}.git`, ".");
    writeFileSync(join(folder, "b.txt"), "pushed\n");
    await git("add", "-A");
    await git("commit", "-q", "-m", "push");
    await git("push", "-q", "origin", "HEAD:refs/heads/pushed");
    const { body } = await call(github, "GET /contents/b.txt?ref=pushed");
    assert.equal(Buffer.from(String(body.content), "base64").toString(), "pushed\n");
    const content = Buffer.from("by the API\n").toString("base64");
    await call(github, "PUT /contents/c.txt", { body: { message: "api", content, branch: "main" } });
    await git("fetch", "-q");
    assert.equal((await git("show", "origin/main:c.txt")).stdout, "by the API\n");
    assert.equal(readFileSync(join(folder, "a.txt"), "utf8").split("\n")[0], "1");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("dispatches, statuses and faults are as asked for", async () => {
  await using github = await start();
  const head = github.commit(REPOSITORY, { ".github/workflows/check.yml": "on: workflow_dispatch\n" });
  const inputs = { number: "1", head };
  const dispatched = await call(github, "POST /actions/workflows/check.yml/dispatches", {
    body: { ref: "main", inputs },
  });
  assert.equal(dispatched.status, 204);
  assert.deepEqual(github.events.at(-1)?.facts, { workflow: "check.yml", ref: "main", inputs });
  assert.equal(
    (await call(github, "POST /actions/workflows/no.yml/dispatches", { body: { ref: "main" } })).status,
    404,
  );
  github.faults.push({ method: "POST", path: /statuses/, times: 1, answer: { status: 502 } });
  const status = { state: "pending", context: "autorepo/trial" };
  assert.equal((await call(github, `POST /statuses/${head}`, { body: status })).status, 502);
  assert.equal((await call(github, `POST /statuses/${head}`, { body: status })).status, 201);
  assert.equal((await call(github, `GET /commits/${head}/status`)).body.state, "pending");
});

test("a lost answer is one whose request took effect", async () => {
  await using github = await start();
  branchWithLine(github, "one", 1);
  github.faults.push({ method: "POST", path: /pulls$/, times: 1, answer: "lost-answer" });
  await assert.rejects(open(github, "one"));
  assert.equal((await call(github, "GET /pulls/1")).body.state, "open");
});
