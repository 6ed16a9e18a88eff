import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Report } from "../../actions/lib/report/index.ts";
import { type Addresses, readAddresses } from "./demo-addresses.ts";
import { type Ended, run } from "./run.ts";

const SMALL_DEMO = join(import.meta.dirname, "small-demo.ts");

describe("the demo through the workflows, with one of its examples", () => {
  let folder: string;
  let demo: Ended;
  let addresses: Addresses;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "autorepo-act-demo-"));
    const programs = await programsWithGh(folder);
    const environment = { ...process.env, PATH: `${programs}:${process.env.PATH}` };
    demo = await run([process.execPath, SMALL_DEMO, "weekday", "--dir", folder, "--act"], { environment });
    assert.equal(demo.exit, 0, demo.said.slice(-4000));
    addresses = readAddresses(demo.output);
  });
  after(async () => await rm(folder, { recursive: true, force: true }));

  test("its last lines say where everything is", () => {
    assert.equal(addresses.repository, join(folder, "repository"));
    assert.equal(addresses.report, join(folder, "repository/report/index.html"));
    assert.equal(addresses["pacman.conf"], join(folder, "pacman.conf"));
  });

  test("it tells of every job what came of it", () => {
    const jobs = [...demo.said.matchAll(/^ {2}(. [^(\n]+?)(?: \(\d+ s\))?$/gmu)].map(([, job]) => job);
    assert.deepEqual(jobs, [
      ...[
        "✓ plan: 1 to build",
        "✓ build weekday: built weekday 20260101-1",
        "✓ publish: Published generation 0",
      ],
      ...["✓ read: 1 to propose", "✓ propose"],
      ...[
        "✓ plan: 1 to build",
        "✓ build weekday: built weekday 20260201-1",
        "✓ publish: Published generation 1",
      ],
    ]);
    assert.match(demo.output, /weekday 20260101-1 → 20260201-1\nroutine update/);
  });

  test("the report has the new version, and links to no run on GitHub", async () => {
    const text = await readFile(join(addresses.repository, "report/report.json"), "utf8");
    const { entries } = JSON.parse(text) as Report;
    const weekday = entries.find(({ entry }) => entry === "weekday");
    assert.deepEqual(
      weekday?.packages.map(({ version }) => version),
      ["20260201-1"],
    );
    assert.doesNotMatch(text, /actions\/runs/);
  });

  test("it never asks for the token of who is logged in to GitHub here", async () => {
    await assert.rejects(readFile(join(folder, "gh-was-asked")), { code: "ENOENT" });
  });
});

/** A folder for PATH with a `gh` that remembers that it was asked. */
async function programsWithGh(folder: string): Promise<string> {
  const programs = join(folder, "programs");
  await mkdir(programs);
  const script = `#!/bin/sh\ntouch '${folder}/gh-was-asked'\necho token-of-a-person\n`;
  await writeFile(join(programs, "gh"), script, { mode: 0o755 });
  return programs;
}
