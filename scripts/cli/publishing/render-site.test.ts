import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import type { State } from "../../../actions/lib/documents/index.ts";
import { type CollectedResult, publish } from "../../../actions/lib/publishing/index.ts";
import { type Report, writeReport } from "../../../actions/lib/report/index.ts";
import { callVerb } from "../../../test/called-verb.ts";
import {
  collected,
  entryOf,
  packagesYamlOf,
  publishingWorld,
  requestOf,
  resultOf,
} from "../../../test/publishing-world.ts";
import { aRun, someFacts } from "../../../test/report-facts.ts";

const [app, libfoo] = [entryOf("app"), entryOf("libfoo")];

test("what the newest run knew of the distribution counts where the site is rendered without one", async () => {
  await using world = await publishingWorld();
  const { repository } = packagesYamlOf([]);
  const listed = "  app:\n    path: app\n  libfoo:\n    path: libfoo\n";
  await writeFile(
    join(world.folder, "packages.yaml"),
    `repository:\n  name: ${repository.name}\npackages:\n${listed}`,
  );
  const statusOfApp = async () => {
    const { printed } = await callVerb(world.folder, ["report", "--json"]);
    const report: Report = JSON.parse(printed);
    return report.entries.find(({ entry }) => entry === "app")?.status;
  };
  const publishBoth = async (version: string, linked: CollectedResult, plannedOn: State | null) => {
    const packages = [{ pkgname: "libfoo", version: `${version}-1`, soname: `libfoo.so.${version}` }];
    const results = [await collected(world, { entry: libfoo, packages }), linked];
    return await publish(requestOf(world.store, [app, libfoo], { results, plannedOn }));
  };

  const program = { pkgname: "app", version: "1-1", needed: ["libfoo.so.1"] };
  const uses = [{ entry: "libfoo", value: "libfoo.so=1-64" }];
  const built = await collected(world, { entry: app, packages: [program], uses });
  const { state } = await publishBoth("1", built, null);
  const plan = { ...aRun([]).plan, elsewhere: ["libfoo.so=1-64"] };
  await writeReport(world.store, someFacts({ run: aRun([], { plan }) }), async () => null);

  const failed = resultOf(app, {
    outcome: "failed",
    phase: "build",
    reason: "no luck",
    fault: "package",
    uses: [{ entry: "libfoo", value: "libfoo.so=2-64" }],
  });
  await publishBoth("2", { result: failed, folder: world.folder }, state);
  assert.equal(await statusOfApp(), "failed");
  await rm(join(world.root, "report", "report.json"));
  assert.equal(await statusOfApp(), "broken");
});
