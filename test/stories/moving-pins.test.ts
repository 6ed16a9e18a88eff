import assert from "node:assert/strict";
import { existsSync, mkdtempSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { BuildPlan, BuildResult } from "../../actions/lib/documents/index.ts";
import type { Publication } from "../../actions/lib/publishing/index.ts";
import { parseReport } from "../../actions/lib/report/index.ts";
import { greetingLibrary, greetingProgram } from "./greeting-packages.ts";
import { type RepositoryWorld, repositoryWorld } from "./repository-world.ts";

test("pins move one after another, and dependents follow the soname only", async (story) => {
  using world = repositoryWorld();
  const greeter = world.commit("greeter", greetingProgram());
  const library = (pkgver: string, soname: number) =>
    world.commit("libgreeting", greetingLibrary({ pkgver, soname }));
  const pin = (libgreeting: string) =>
    world.list({
      greeter: [`ref: ${greeter}`, "test: [greeter]"],
      libgreeting: [`ref: ${libgreeting}`],
    });

  await story.test("the first run builds both, the library first", async () => {
    pin(library("1.0", 1));
    const { publication, results } = await runs(world);
    assert.deepEqual(outcomes(results), { libgreeting: "built", greeter: "built" });
    assert.deepEqual(versions(publication), { greeter: "1.0-1", libgreeting: "1.0-1" });
  });

  await story.test("a second run builds nothing and needs no engine", async () => {
    const { exit, out } = await world.run(["run", "--json"], {
      DOCKER_HOST: "unix:///nowhere",
      AUTOREPO_ENGINE: "docker",
    });
    const { plan, publication } = JSON.parse(out) as Outcome;
    assert.equal(exit, 0);
    assert.deepEqual(plan.jobs, []);
    assert.deepEqual(
      plan.idle.map(({ reason }) => reason),
      ["unchanged", "unchanged"],
    );
    assert.equal(publication.outcome, "unchanged");
  });

  await story.test("a new version with the same soname leaves the program alone", async () => {
    pin(library("1.1", 1));
    const { publication, results } = await runs(world);
    assert.deepEqual(outcomes(results), { libgreeting: "built", greeter: "unneeded" });
    assert.deepEqual(versions(publication), { greeter: "1.0-1", libgreeting: "1.1-1" });
    const page = await changesPage(world, "libgreeting");
    assert.match(page, /<span class="versions">1\.0-1 → 1\.1-1<\/span>/);
  });

  await story.test(
    "a new soname rebuilds the program, as a sub-release, in the same generation",
    async () => {
      pin(library("2.0", 2));
      const before = await generation(world);
      const { publication, results } = await runs(world);
      assert.deepEqual(outcomes(results), { libgreeting: "built", greeter: "built" });
      assert.deepEqual(versions(publication), { greeter: "1.0-1.1", libgreeting: "2.0-1" });
      assert.equal(publication.state.generation, before + 1);
    },
  );

  await story.test("builds from branch heads go to a repository of their own", async () => {
    const broken = { ...greetingLibrary({ pkgver: "3.0", soname: 3 }), "greeting.h": "int renamed(void);\n" };
    world.commit("libgreeting", broken);
    const before = await generation(world);
    const { publication, results } = await runs(world, { words: ["--from-heads"], exit: 1 });
    assert.equal(publication.state.repository, "story-heads");
    assert.equal(publication.state.generation, 0);
    assert.equal(await generation(world), before);

    // A library goes out though its user fails to build, and the user is named.
    assert.deepEqual(outcomes(results), { libgreeting: "built", greeter: "failed" });
    assert.deepEqual(versions(publication), { libgreeting: "3.0-1" });
    const verdict = publication.verdicts.find(({ entry }) => entry === "greeter");
    assert.equal(verdict?.outcome, "failed");
    assert.match(results.find(({ entry }) => entry === "greeter")?.reason ?? "", /build/);
  });

  await story.test("another store gets a repository of its own", async () => {
    const elsewhere = ["--store", "file:elsewhere"];
    const planned = await world.run(["plan", "--packages", "libgreeting", "--json", ...elsewhere]);
    assert.equal(planned.exit, 0, planned.said);
    const { jobs } = JSON.parse(planned.out) as BuildPlan;
    assert.deepEqual(
      jobs.map(({ entry, reason }) => [entry, reason]),
      [["libgreeting", "never published"]],
    );
    const { exit, said } = await world.run([
      "publish",
      "--results",
      mkdtempSync(join(world.folder, "none-")),
      ...elsewhere,
    ]);
    assert.equal(exit, 0, said);
    assert.ok(existsSync(join(world.folder, "elsewhere", "story.db")));
    assert.equal((await world.run(["run", "--store", "s3://bucket/prefix"])).exit, 4);
  });

  await story.test("the store is whole after all of it", async () => {
    assert.equal((await world.run(["verify"])).exit, 0);
    const { out } = await world.run(["history", "greeter"]);
    assert.match(out, /1\.0-1 → 1\.0-1\.1/);
  });
});

type Outcome = {
  readonly plan: BuildPlan;
  readonly results: readonly BuildResult[];
  readonly publication: Publication;
};

async function runs(
  world: RepositoryWorld,
  { words = [], exit = 0 }: { readonly words?: readonly string[]; readonly exit?: number } = {},
): Promise<Outcome> {
  const ran = await world.run(["run", "--json", "--jobs", "2", ...words]);
  assert.equal(ran.exit, exit, ran.said);
  return JSON.parse(ran.out) as Outcome;
}

async function generation(world: RepositoryWorld): Promise<number> {
  const { out } = await world.run(["history", "--json"]);
  return (JSON.parse(out) as { generation: number }[])[0]?.generation ?? -1;
}

function outcomes(results: readonly BuildResult[]): Record<string, string> {
  return Object.fromEntries(results.map(({ entry, outcome }) => [entry, outcome]));
}

function versions({ manifest }: Publication): Record<string, string> {
  return Object.fromEntries(
    manifest.entries.flatMap(({ built }) =>
      (built?.packages ?? []).map(({ pkgname, version }) => [pkgname, version]),
    ),
  );
}

/** What the report shows of the newest change of an entry's recipe. */
async function changesPage({ folder }: RepositoryWorld, name: string): Promise<string> {
  const report = join(folder, "public/report");
  const { entries } = parseReport(await readFile(join(report, "report.json"), "utf8")) ?? { entries: [] };
  const run = entries.find(({ entry }) => entry === name)?.run ?? "";
  return await readFile(join(report, "run", run, name, "changes.html"), "utf8");
}
