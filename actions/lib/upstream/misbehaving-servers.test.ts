import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type HttpsGitServer, httpsGitServer, type Misbehaviour } from "../../../test/https-git-server.ts";
import { git, save, upstreamWorld, write } from "../../../test/upstream-world.ts";
import { type Newest, UpstreamError } from "./index.ts";

const world = upstreamWorld();
let server: HttpsGitServer;
let head: string;
before(async () => {
  server = await httpsGitServer();
  const folder = world.newRemote("plain");
  write(folder, { PKGBUILD: "pkgname=plain\n" });
  head = save(folder);
  git(folder, "clone", "-q", "--bare", folder, join(server.root, "plain"));
});
after(async () => {
  await server[Symbol.asyncDispose]();
  world.remove();
});

const answers =
  (status: number, headers: Record<string, string> = {}): Misbehaviour =>
  (_request, response) =>
    response.writeHead(status, headers).end();

const faults: Record<string, Misbehaviour> = {
  "403": answers(403),
  "429": answers(429, { "retry-after": "0.001" }),
  "500": answers(500),
  "a reset": (request) => request.socket.destroy(),
  "a hang": () => {},
  "a hang after one byte": (_request, response) => response.writeHead(200, RESULT).write("0"),
  "one byte a while": (_request, response) => {
    response.writeHead(200, RESULT);
    const drip = setInterval(() => response.write("0"), 20);
    response.on("close", () => clearInterval(drip));
  },
  "half a line": (_request, response) => response.writeHead(200, RESULT).end("0040ab"),
};
const RESULT = { "content-type": "application/x-git-upload-pack-result" };

for (const [fault, answer] of Object.entries(faults)) {
  test(`${fault}: that remote alone fails, after some tries, and the others answer (case 14)`, async () => {
    using _ = misbehaving("/broken", answer);
    const asked = ["broken", "plain"].map((name) => ({ git: `${server.url}/${name}`, branch: null }));
    const [broken, plain] = await world.openBranches("faults", { answerWithin: 250 }).newestCommits(asked);
    assert.deepEqual(plain, { kind: "commit", commit: head });
    assert.ok(broken?.kind === "failed" && broken.error.message.startsWith(`${server.url}/broken: `));
    assert.ok(server.requests.filter(({ path }) => path.startsWith("/broken")).length >= 2);
  });
}

test("names that lead nowhere and certificates of others fail, each in its own words (case 14)", async () => {
  const port = new URL(server.url).port;
  const asked = [
    "https://nowhere.invalid/a",
    `https://localhost.localdomain:${port}/plain`,
    "https://localhost:1/a",
  ];
  const settings = { privateHosts: [{ name: "localhost.localdomain", address: "127.0.0.1" }] };
  const failed = await world
    .openBranches("names", settings)
    .newestCommits(asked.map((url) => ({ git: url, branch: null })));
  const words = failed.map((one) => (one.kind === "failed" ? one.error.message : one.kind));
  assert.match(words[0] ?? "", /nowhere\.invalid/);
  assert.match(words[1] ?? "", /its certificate is that of another host/);
  assert.match(words[2] ?? "", /connection was refused/);
});

test("a server that fails twice is asked a third time, and waited for as long as it says (case 14)", async () => {
  for (const fault of [answers(503), answers(429, { "retry-after": "1" }), faults["a reset"]]) {
    using _ = misbehaving("/plain", fault ?? answers(500), 2);
    const started = performance.now();
    const asked = [{ git: `${server.url}/plain`, branch: null }];
    const found = await world.openBranches("patience").newestCommits(asked);
    assert.deepEqual(found, [{ kind: "commit", commit: head }]);
    if (fault === faults["429"]) assert.ok(performance.now() - started > 900);
  }
});

test("a fetch is tried again too, and its own failure is told (case 14)", async () => {
  const request = { source: { git: `${server.url}/plain`, branch: null, path: "" }, from: null, to: head };
  {
    using _ = misbehaving("/plain", answers(502), 2);
    assert.equal((await world.openBranches("fetch").compareTrees(request)).to.commit, head);
  }
  using _ = misbehaving("/plain", answers(502));
  await refused(world.openBranches("fetch-fails").compareTrees(request), "unreachable", /502/);
});

test("redirects to another host, another path or to http are refused, and told (case 15)", async () => {
  for (const location of ["https://evil.example/x", "http://localhost/plain", "/plain/elsewhere"]) {
    using _ = misbehaving("/moved", answers(302, { location }));
    const source = { git: `${server.url}/moved`, branch: null, path: "" };
    const branches = world.openBranches("moved");
    const [newest] = await branches.newestCommits([source]);
    assert.ok(newest?.kind === "failed" && newest.error.code === "redirected");
    assert.ok(newest.error.message.includes(new URL(location, server.url).href));
    await refused(branches.compareTrees({ source, from: null, to: head }), "redirected", /redirect/);
  }
});

test("a list of a million branches that nobody asked for ends at a limit (case 16)", async () => {
  using _ = misbehaving("/endless", (_request, response) => {
    response.writeHead(200, RESULT);
    const lines = Array.from({ length: 1000 }, (_, at) => `${line(`${head} refs/heads/${at}`)}`).join("");
    const more = () => {
      while (!response.destroyed && response.write(lines));
    };
    response.on("drain", more);
    more();
  });
  const [newest] = await world
    .openBranches("endless")
    .newestCommits([{ git: `${server.url}/endless`, branch: null }]);
  assert.ok(newest?.kind === "failed" && newest.error.code === "too-large", inspect(newest));
});

function inspect(newest: Newest | undefined): string {
  return newest?.kind === "failed" ? newest.error.message : String(newest?.kind);
}

function line(text: string): string {
  return (text.length + 4).toString(16).padStart(4, "0") + text;
}

/** Requests for it are forgotten before, and the fault goes away after. */
function misbehaving(path: string, answer: Misbehaviour, times?: number): Disposable {
  server.forget();
  server.misbehave(path, answer, times);
  return { [Symbol.dispose]: () => server.behave() };
}

async function refused(work: Promise<unknown>, code: UpstreamError["code"], message: RegExp): Promise<void> {
  await assert.rejects(
    work,
    (error) => error instanceof UpstreamError && error.code === code && message.test(error.message),
  );
}
