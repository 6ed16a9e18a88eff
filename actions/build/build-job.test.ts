import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import {
  collected,
  entryOf,
  packagesYamlOf,
  publishingWorld,
  resultOf,
} from "../../test/publishing-world.ts";
import { type BuildResult, EMPTY_PLAN, type PlannedBuild, writeDocument } from "../lib/documents/index.ts";
import { buildJob, type JobRequest } from "./build-job.ts";

const [library, program] = [entryOf("libfoo"), entryOf("app")];
const planned = (entry: typeof library, waitsFor: readonly string[]): PlannedBuild => {
  const { key, checks, commit, tree, uses, vcs } = resultOf(entry);
  const inputs = { entry: entry.name, key, checks, commit, tree, uses, vcs };
  const rest = { reason: "never published", conditional: false, withoutCheck: false, seconds: null };
  return { ...inputs, ...rest, waitsFor };
};
const [first, second] = [planned(library, []), planned(program, ["libfoo"])];

test("what a dependency's job handed over is not installed where it is not what was planned", async () => {
  await using world = await publishingWorld();
  /** Up to where the engine would be opened. */
  const buildWith = async (pkgname: string, changes: Partial<BuildResult>) => {
    const packages = [{ pkgname, version: "1-1" }];
    const { result, folder } = await collected(world, { entry: library, packages });
    await mkdir(join(folder, "log"));
    await writeFile(join(folder, "result.json"), writeDocument({ ...result, ...changes }));
    const request = {
      ...{ plan: { ...EMPTY_PLAN, jobs: [first, second] }, job: second, manifest: null },
      ...{ packagesYaml: packagesYamlOf([library, program]), results: world.folder, attempt: 1 },
      sandbox: () => Promise.reject(new Error("it is built")),
    } as unknown as JobRequest;
    return await buildJob(request, [folder]);
  };
  await assert.rejects(buildWith("libfoo", {}), /^Error: it is built$/);
  await assert.rejects(buildWith("cmake", {}), /for libfoo cannot be used: .*not let it publish cmake$/);
  await assert.rejects(buildWith("libfoo", { entry: "app" }), /for app .*: nothing of it is waited for$/);
  await assert.rejects(buildWith("libfoo", { tree: "e".repeat(40) }), /its tree is e{40}, where/);
});
