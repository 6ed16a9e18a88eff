import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openMail, startMailServer } from "../../test/mail-server.ts";
import {
  backdate,
  entryOf,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  requestOf,
  resultOf,
  UNSIGNED,
} from "../../test/publishing-world.ts";
import { publish } from "../lib/publishing/index.ts";
import { type ActionCall, CLOCK, inputReader, readRunContext } from "../lib/workflow/index.ts";
import { readEnvironment } from "../lib/workspace/index.ts";
import { leaveNews, leaveStop } from "./leave-news.ts";

const folder = mkdtempSync(join(tmpdir(), "mail-step-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const [OUTPUT, SUMMARY] = [join(folder, "output"), join(folder, "summary")];
process.env.GITHUB_OUTPUT = OUTPUT;
let runs = 0;

/** A run of its own, up to the step that sends mail. */
function aRun() {
  const temporary = join(folder, `run-${++runs}`);
  const variables = {
    ...{ GITHUB_REPOSITORY: "me/packages", GITHUB_RUN_ID: `${runs}`, RUNNER_TEMP: temporary },
    GITHUB_SERVER_URL: "https://github.com",
  };
  writeFileSync(OUTPUT, "");
  const said: string[] = [];
  const call: ActionCall = {
    read: inputReader({}),
    context: readRunContext(variables),
    environment: readEnvironment(variables),
    signal: new AbortController().signal,
    now: CLOCK.now(),
    say: (line) => void said.push(line),
    print: (line) => void said.push(line),
  };
  return { call, said, variables, outputs: () => readFileSync(OUTPUT, "utf8") };
}

/** The step itself, in a process of its own as on a runner. */
async function mailStep(variables: NodeJS.ProcessEnv, smtpUrl: string) {
  writeFileSync(SUMMARY, "");
  const main = fileURLToPath(new URL("main.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, GITHUB_OUTPUT: OUTPUT, GITHUB_STEP_SUMMARY: SUMMARY },
      ...{ INPUT_VERB: "mail", AUTOREPO_SMTP_URL: smtpUrl, ...variables },
    },
  });
  const [log, errors, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exit, log: log + errors, summary: readFileSync(SUMMARY, "utf8") };
}

const QUERY = "from=repo@example.org&to=me@example.org";

test("a package that fails is told by mail once, and no more the next night", async () => {
  await using server = await startMailServer();
  await using world = await publishingWorld();
  const [alpha, beta] = [entryOf("alpha"), entryOf("beta")];
  const entries = [alpha, beta];
  const address = {
    store: world.store,
    repository: { name: REPOSITORY, server: "https://pkgs.example.org" },
  };
  const first = await publishPackages(world, entries, { packages: [{ pkgname: "alpha", version: "1-1" }] });
  const reason = `make: *** Error 2\r\nBcc: x@evil.example ghp_${"aB3dEf".repeat(6)}`;
  const results = [
    { result: resultOf(beta, { outcome: "failed", phase: "build", reason, fault: "package" }), folder },
  ];
  const failing = await publish(requestOf(world.store, entries, { results, plannedOn: first.state }));
  await backdate(world.root);
  const unchanged = await publish(requestOf(world.store, entries, { plannedOn: failing.state }));
  for (const [publication, worth] of [
    [first, true],
    [failing, true],
    [unchanged, false],
  ] as const) {
    const { call, variables, outputs, said } = aRun();
    await leaveNews(call, { ...address, publication, signing: UNSIGNED, elsewhere: [], runId: "1" });
    assert.equal(/^mail<<[\s\S]*true/m.test(outputs()), worth);
    const { exit, log } = await mailStep(variables, `smtp://127.0.0.1:${server.port}?${QUERY}`);
    assert.equal(exit, 0, log);
    assert.deepEqual(said, []);
  }
  const mails = server.mails.map(({ raw }) => openMail(raw));
  assert.deepEqual(
    mails.map(({ headers }) => headers.get("subject")),
    ["[shelf] first publication, 1 package", "[shelf] beta failed"],
  );
  assert.match(mails[1]?.text ?? "", /beta: failed in build\(\).*\n {4}make: \*\*\* Error 2\^M\n {4}Bcc: x@/);
  assert.ok(server.mails.every(({ raw }) => !raw.includes("aB3dEf") && !raw.includes("\nBcc")));
});

test("where mail cannot be sent the run stays green and its page says why (case 83)", async () => {
  await using server = await startMailServer({
    answers: [{ at: "recipient", code: 550, says: "no me@example.org" }],
  });
  const { call, variables } = aRun();
  await leaveStop(call, new Error("the store refused the keys"));
  const refused = await mailStep(variables, `smtp://localhost:${server.port}?${QUERY}`);
  assert.equal(refused.exit, 0);
  assert.match(
    refused.log,
    /^::warning::No mail was sent: localhost:\d+ does not take the mail: .*550 no …$/m,
  );
  assert.match(refused.summary, /^### Mail\n\nNo mail was sent: localhost/);
  const wrong = await mailStep(variables, "smtps://me:hush@mail.example.org?from=repo@example.org&to=x");
  assert.equal(wrong.exit, 0);
  assert.match(
    wrong.log,
    /::warning::No mail was sent: AUTOREPO_SMTP_URL has no mail address in place 1 after to=/,
  );
  assert.doesNotMatch(wrong.log + wrong.summary + refused.log + refused.summary, /hush|me@example/);
});

test("what keeps news from being gathered fails no publication", async () => {
  await using world = await publishingWorld();
  const packages = [{ pkgname: "alpha", version: "1-1" }];
  const publication = await publishPackages(world, [entryOf("alpha")], { packages });
  const lost = { generation: 0, publication: "gone", manifest: { key: "manifest/gone.json", sha256: "0" } };
  const { call, said, outputs } = aRun();
  await leaveNews(call, {
    ...{
      store: world.store,
      repository: { name: REPOSITORY, server: "https://pkgs.example.org" },
      runId: "1",
    },
    publication: { ...publication, manifest: { ...publication.manifest, previous: lost } },
    signing: UNSIGNED,
    elsewhere: [],
  });
  assert.equal(outputs(), "");
  assert.match(said.join(), /no mail is sent of it: .*manifest\/gone\.json is gone/);
});
