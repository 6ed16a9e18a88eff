import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readTar } from "../actions/lib/archive/index.ts";
import { writeDocument } from "../actions/lib/documents/index.ts";
import { fullResult } from "../actions/lib/documents/samples.ts";
import { resultName } from "../actions/lib/handover/index.ts";
import { startArtifactServer } from "./artifact-server.ts";

const DIST = fileURLToPath(new URL("../actions/dist/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "workflow-bundle-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A step of a workflow on GitHub, from the committed bundle. */
async function step(
  action: string,
  inputs: Readonly<Record<string, string>>,
  variables: NodeJS.ProcessEnv = {},
) {
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const output = join(folder, "output");
  writeFileSync(output, "");
  const child = spawn(process.execPath, [join(DIST, `${action}.js`)], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: folder, GITHUB_OUTPUT: output },
      ...{ GITHUB_REPOSITORY: "owner/name", GITHUB_RUN_ID: "7", GITHUB_RUN_ATTEMPT: "2" },
      ...Object.fromEntries(given),
      ...variables,
    },
  });
  const [log, [exit]] = await Promise.all([text(child.stdout), once(child, "close")]);
  return { exit, log, outputs: readFileSync(output, "utf8") };
}

test("the bundle uploads a result as an artefact of one raw file, and turns the job red afterwards", async () => {
  await using server = await startArtifactServer();
  const failed = {
    ...fullResult,
    outcome: "failed",
    phase: "build",
    fault: "package",
    packages: [],
  } as const;
  const { entry, key } = failed;
  const name = resultName({ entry, key, attempt: 2 });
  const result = join(folder, "autorepo", entry, name);
  mkdirSync(join(result, "log"), { recursive: true });
  writeFileSync(join(result, "result.json"), writeDocument(failed));
  writeFileSync(join(result, "log", "build.log"), "make: *** Error 2\n");
  const service = { ACTIONS_RESULTS_URL: server.url, ACTIONS_RUNTIME_TOKEN: server.token };

  const given = await step("build", { step: "hand-over", entry }, service);
  assert.equal(given.exit, 0, given.log);
  assert.match(given.outputs, /outcome[\s\S]*failed/);
  const artifact = server.artifacts.find((one) => one.name === name);
  assert.ok(artifact);
  const members: string[] = [];
  const limits = { members: 10, memberBytes: 1e6, totalBytes: 1e6 };
  for await (const { path } of readTar(Readable.from([artifact.bytes]), limits)) members.push(path);
  assert.deepEqual(members, ["result.json", "log/build.log"]);

  const again = await step("build", { step: "hand-over", entry }, service);
  assert.equal(again.exit, 1, "the name is taken");
  assert.match(again.log, /::error::an artefact .* was uploaded before in this run/);

  const judged = await step("build", { step: "judge", entry }, service);
  assert.equal(judged.exit, 1);
  assert.match(judged.log, new RegExp(`::error::${entry.replaceAll("+", "\\+")} failed in build: `));
});

test("a step that is given what it does not understand says so and does nothing", async () => {
  for (const [action, inputs, says] of [
    ["plan", { rebuild: "perhaps" }, /the input rebuild is "perhaps": write true or false/],
    ["build", { step: "all" }, /the input step is "all": write one of build, hand-over, judge, trial/],
    ["publish", { verb: "delete" }, /the input verb is "delete": write one of publish, /],
    ["detect", {}, /the input step is "": write one of read, propose, report/],
  ] as const) {
    const { exit, log } = await step(action, inputs);
    assert.equal(exit, 1);
    assert.match(log, says);
  }
});

test("all bundles together are under 4.2 MB, and none names a folder of the machine that made it", () => {
  const files = readdirSync(DIST).filter((name) => name.endsWith(".js"));
  for (const entry of ["autorepo", "build", "detect", "plan", "publish"])
    assert.ok(files.includes(`${entry}.js`));
  const bytes = files.reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0);
  assert.ok(bytes < 4_200_000, `${bytes}`);
  const root = fileURLToPath(new URL("..", import.meta.url));
  for (const name of files) assert.ok(!readFileSync(join(DIST, name), "utf8").includes(root), name);
});
