import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { issueWorld } from "../../test/github/issue-world.ts";
import {
  entryOf,
  type PublishingWorld,
  publishingWorld,
  publishPackages,
  REPOSITORY,
  requestOf,
  resultOf,
} from "../../test/publishing-world.ts";
import { publish } from "../lib/publishing/index.ts";

const [alpha, beta] = [entryOf("alpha"), entryOf("beta")];
const PACKAGES_YAML = `repository:
  name: ${REPOSITORY}
  store: file:./public

packages:
  alpha:
    git: https://example.org/alpha.git
  beta:
    git: https://example.org/beta.git
`;

/** The step as a runner starts it, in a checkout beside which the repository is published. */
async function issuesStep({ folder }: PublishingWorld, apiUrl: string) {
  const summary = join(folder, "summary");
  await writeFile(summary, "");
  await writeFile(join(folder, "packages.yaml"), PACKAGES_YAML);
  await mkdir(join(folder, "temporary"), { recursive: true });
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    cwd: folder,
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, RUNNER_TEMP: join(folder, "temporary") },
      ...{ GITHUB_REPOSITORY: "me/packages", GITHUB_RUN_ID: "7", GITHUB_API_URL: apiUrl },
      ...{ GITHUB_WORKFLOW_REF: "me/packages/.github/workflows/build.yml@refs/heads/main" },
      ...{ GITHUB_STEP_SUMMARY: summary, INPUT_VERB: "issues", INPUT_TOKEN: "token-ci" },
    },
  });
  const [log, errors, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exit, log: log + errors, summary: await readFile(summary, "utf8") };
}

test("issues are made from what is published; where GitHub says no, the run stays green and its page says so", async () => {
  await using github = await issueWorld();
  await using world = await publishingWorld();
  // A second passes between two requests that create something, here too.
  for (const name of ["autorepo", "failing"]) await github.person("POST /labels", { name, color: "ffffff" });
  assert.match((await issuesStep(world, github.github.url)).log, /shows nothing that is published/);
  const packages = [{ pkgname: "alpha", version: "1-1" }];
  const { state } = await publishPackages(world, [alpha, beta], { packages });
  const failed = resultOf(beta, { outcome: "failed", phase: "build", reason: "no luck", fault: "package" });
  const results = [{ result: failed, folder: world.folder }];
  await publish(requestOf(world.store, [alpha, beta], { results, plannedOn: state }));
  const { exit, log } = await issuesStep(world, github.github.url);
  assert.equal(exit, 0, log);
  assert.match(log, /^opened #1: beta fails$/m);
  assert.match(
    (await github.issue(1)).body,
    /me\/packages\/actions\/workflows\/build\.yml\) is run with `packages: beta`/,
  );
  github.github.faults.push({
    ...{ method: "GET", path: /\/issues$/, times: 9 },
    answer: { status: 403, message: "Resource not accessible by integration" },
  });
  const refused = await issuesStep(world, github.github.url);
  assert.equal(refused.exit, 0);
  assert.match(refused.log, /^::warning::Issues of failing packages are not up to date: .*`issues: write`/m);
  assert.match(refused.summary, /^### Issues\n\nIssues of failing packages are not up to date/);
});
