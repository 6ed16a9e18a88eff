import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { testImage } from "../image.ts";
import { save, write } from "../upstream-world.ts";
import { type StepRan, type WorkflowRun, workflowRun } from "../workflow-run.ts";
import { emptyPackage } from "./empty-package.ts";
import { publishedVersions } from "./published-versions.ts";

const PLAN = { job: "plan", attempt: 1, name: "Plan", action: "plan" } as const;
let run: WorkflowRun;
let upstream: string;
before(async () => {
  upstream = mkdtempSync(join(tmpdir(), "run-on-github-"));
  const store = join(upstream, "public");
  const mirror = process.env.AUTOREPO_TEST_MIRROR;
  const entries = Object.entries({ shelf: recipe("shelf"), book: recipe("book", "depends=(shelf)\n") });
  run = await workflowRun({
    "packages.yaml": `repository:
  name: story
  image: ${testImage()}
  store: file:${store}
  mirror: ${mirror}
packages:
${entries.map(([name, text]) => listed(name, text)).join("")}`,
  });
});
after(async () => {
  await run[Symbol.asyncDispose]();
  rmSync(upstream, { recursive: true, force: true });
});

function recipe(pkgname: string, more = ""): string {
  return `${emptyPackage(pkgname, "1.0").PKGBUILD}${more}`;
}

function listed(name: string, recipe: string): string {
  const folder = join(upstream, name);
  execFileSync("git", ["init", "-q", "-b", "main", folder]);
  write(folder, { PKGBUILD: recipe });
  return `  ${name}:\n    git: ${pathToFileURL(folder).href}\n    ref: ${save(folder)}\n`;
}

/** The three steps of a job that builds, as build.yml has them. */
async function build(entry: string, plan: string): Promise<readonly StepRan[]> {
  const job = { job: `build ${entry}`, attempt: 1, action: "build" } as const;
  const steps: StepRan[] = [];
  for (const [name, step] of [
    ["Build", "build"],
    ["Hand over", "hand-over"],
    ["Judge", "judge"],
  ] as const)
    steps.push(await run.step({ ...job, name, inputs: { step, entry, plan } }));
  run.end(job, "success");
  return steps;
}

test("plan, two builds of which one needs the other, and publish: each with what the service and the API say", async () => {
  const planned = await run.step({ ...PLAN, inputs: {} });
  assert.equal(planned.exit, 0, planned.log);
  assert.deepEqual(JSON.parse(planned.outputs.entries ?? ""), ["shelf", "book"]);
  run.end(PLAN, "success");
  const plan = planned.outputs.plan ?? "";
  for (const entry of ["shelf", "book"]) {
    const steps = await build(entry, plan);
    for (const { exit, log } of steps) assert.equal(exit, 0, log);
    assert.equal(steps[1]?.outputs.outcome, "built");
  }
  assert.deepEqual(
    run.artifacts.artifacts.map(({ name }) => name.replace(/[0-9a-f]{12}/, "KEY")),
    ["plan", "shelf.KEY.1", "book.KEY.1"],
  );
  const publish = { job: "publish", attempt: 1, name: "Publish", action: "publish" } as const;
  const published = await run.step({ ...publish, inputs: { verb: "publish", plan } });
  assert.equal(published.exit, 0, published.log);
  assert.deepEqual(publishedVersions(upstream), { shelf: "1.0-1", book: "1.0-1" });
  assert.deepEqual([published.outputs.published, published.outputs.next], ["2", "false"]);
  assert.match(published.summary, /## Published generation 0/);
});
