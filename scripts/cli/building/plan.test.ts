import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { publish } from "../../../actions/lib/publishing/index.ts";
import { callVerb } from "../../../test/called-verb.ts";
import { testImage } from "../../../test/image.ts";
import { collected, commitOf, entryOf, publishingWorld, requestOf } from "../../../test/publishing-world.ts";
import { writeMirror } from "../../../test/stories/local-world.ts";

const ALPHA = entryOf("alpha");
const METADATA = {
  ...{ tree: commitOf("tree of alpha"), pkgbase: "alpha", version: "1-1" },
  packages: [{ pkgname: "alpha", depends: [], provides: [], conflicts: [] }],
  ...{ makedepends: [], checkdepends: [], sources: [] },
};

function manifestOf(folder: string, image: string): string {
  const mirror = `${pathToFileURL(join(folder, "mirror")).href}/$repo/os/$arch`;
  const repository = `repository:\n  name: shelf\n  image: ${image}\n  mirror: ${mirror}\n`;
  const pin = `    git: https://example.org/alpha.git\n    ref: ${commitOf("alpha")}\n`;
  return `${repository}packages:\n  alpha:\n${pin}  beta:\n    path: nowhere\n`;
}

test("what cannot be built is told by plan and build alike, and a lost state leaves the site as it is", async () => {
  await using world = await publishingWorld();
  const packages = [{ pkgname: "alpha", version: "1-1" }];
  const result = await collected(world, { entry: ALPHA, packages, metadata: METADATA });
  await publish(requestOf(world.store, [ALPHA], { results: [result] }));
  await writeMirror(join(world.folder, "mirror"), []);
  const planWith = async (image: string, ...words: string[]) => {
    await writeFile(join(world.folder, "packages.yaml"), manifestOf(world.folder, image));
    return await callVerb(world.folder, ["plan", ...words]);
  };

  const absent = "127.0.0.1:9/absent:1";
  const warned = await planWith(absent, "--rebuild");
  assert.match(
    warned.said,
    /^none of this could be built now: the image to build in: 127\.0\.0\.1:9\/absent:1 is not here/m,
  );
  assert.match(warned.said, /\(`docker pull 127\.0\.0\.1:9\/absent:1`\)$/m);
  assert.match(warned.text, /To build: 1.*\n {2}alpha .*rebuild asked for by hand\n/);
  assert.match(warned.text, /\nCannot be built: 1\n {2}beta {2}\S/);
  assert.equal(warned.exit, "packagesFailed");
  assert.equal((await planWith(testImage(), "--rebuild")).said.includes("could be built"), false);

  const built = await callVerb(world.folder, ["build", "--packages", "beta"]);
  assert.match(built.said, /^beta cannot be built: \S/m);
  assert.equal(built.exit, "packagesFailed");

  const [withoutAlpha] = manifestOf(world.folder, absent).split("  alpha:");
  await writeFile(join(world.folder, "packages.yaml"), `${withoutAlpha}  beta:\n    path: nowhere\n`);
  const emptying = await callVerb(world.folder, ["plan"]);
  assert.equal(emptying.exit, "storeRefused");
  assert.match(
    emptying.said,
    /`scripts\/autorepo run` refuses this: 1 of 1 published names .*: alpha\. If .*: `scripts\/autorepo run --remove 1`$/m,
  );
  const confirmed = await callVerb(world.folder, ["run", "--remove", "1"]);
  assert.match(confirmed.printed, /Cannot be built\n {2}beta {2}\S[\s\S]*Removed\n {2}alpha/);
  assert.match(confirmed.printed, /Notes\n {2}AUTOREPO_SIGNING_KEY is not set: packages are not signed/);

  await callVerb(world.folder, ["report"]);
  const front = join(world.folder, "public", "report", "index.html");
  const before = await readFile(front, "utf8");
  await rm(join(world.folder, "public", "state.json"));
  assert.equal((await callVerb(world.folder, ["report"])).exit, "storeRefused");
  assert.equal(await readFile(front, "utf8"), before);
});
