import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import { publish } from "../../actions/lib/publishing/index.ts";
import { type CalledVerb, callVerb } from "../../test/called-verb.ts";
import {
  collected,
  commitOf,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  requestOf,
} from "../../test/publishing-world.ts";
import { writeMirror } from "../../test/stories/local-world.ts";
import { git } from "../../test/upstream-world.ts";
import { EXIT_CODES } from "./exit-codes.ts";
import { VERBS } from "./verbs/verbs.ts";

/** How each verb is called; where `{}` stands, the folder of its packages.yaml. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  add: ["alpha"],
  remove: ["spare", "--yes"],
  import: ["{}/no-names.txt"],
  review: ["{}/upstream", "-", "HEAD"],
  build: ["--packages", "alpha"],
  rollback: ["0"],
  release: ["alpha"],
};

/** Every other document is what the verb is about. */
const FINDS_WHAT_IS_WRONG = "doctor";

describe("with --json a verb prints one document, whatever comes of it", () => {
  let world: PublishingWorld;
  let nowhere: string;
  const called = async (verb: string, folder: string): Promise<CalledVerb & { document: object }> => {
    const operands = (CALLS[verb] ?? []).map((word) => word.replace("{}", world.folder));
    const ended = await callVerb(folder, [verb, ...operands, "--json"]);
    return { ...ended, document: JSON.parse(ended.printed) };
  };

  before(async () => {
    world = await publishingWorld();
    nowhere = await mkdtemp(join(tmpdir(), "autorepo-no-packages-"));
    const sha = await upstreamIn(world.folder);
    const entry = entryOf("alpha", { ref: { kind: "commit", sha } });
    const packages = [{ pkgname: "alpha", version: "1-1" }];
    const result = await collected(world, { entry, packages, metadata: METADATA });
    await publish(requestOf(world.store, [entry], { results: [result] }));
    await writeMirror(join(world.folder, "mirror"), []);
    await writeFile(join(world.folder, "packages.yaml"), manifestOf(world.folder, sha));
    await writeFile(join(world.folder, "no-names.txt"), "# none\n");
  });
  after(async () => {
    await world[Symbol.asyncDispose]();
    await rm(nowhere, { recursive: true });
  });

  for (const { name } of VERBS) {
    test(`${name}: what came of it`, async () => {
      const { exit, document, said } = await called(name, world.folder);
      const expected = name === FINDS_WHAT_IS_WRONG ? ["done", "machineLacks"] : ["done"];
      assert.ok(expected.includes(exit), said);
      assert.equal("error" in document, false);
    });

    if (name === FINDS_WHAT_IS_WRONG) continue;
    test(`${name}: why it could not be done`, async () => {
      const { exit, document, said } = await called(name, nowhere);
      assert.deepEqual(document, { error: { exit: EXIT_CODES[exit][0], message: said } });
      assert.equal(exit, "wrongUse");
      assert.match(said, /packages\.yaml, there is no such file or folder: run this where packages\.yaml is/);
    });
  }

  test("a call that is not understood prints one too", async () => {
    const { printed, said } = await callVerb(nowhere, ["plan", "--json", "--rebuidl"]);
    assert.deepEqual(JSON.parse(printed), { error: { exit: 2, message: said } });
    assert.match(said, /did you mean --rebuild\?/);
  });
});

const METADATA = {
  ...{ tree: commitOf("tree of alpha"), pkgbase: "alpha", version: "1-1" },
  packages: [{ pkgname: "alpha", depends: [], provides: [], conflicts: [] }],
  ...{ makedepends: [], checkdepends: [], sources: [] },
};

async function upstreamIn(folder: string): Promise<string> {
  const upstream = join(folder, "upstream");
  mkdirSync(upstream);
  git(upstream, "init", "-q");
  await writeFile(join(upstream, "PKGBUILD"), "pkgname=alpha\npkgver=1\npkgrel=1\narch=(any)\n");
  git(upstream, "add", "PKGBUILD");
  git(upstream, "commit", "-qm", "alpha 1");
  return git(upstream, "rev-parse", "HEAD");
}

function manifestOf(folder: string, sha: string): string {
  const [upstream, mirror] = ["upstream", "mirror"].map((name) => pathToFileURL(join(folder, name)).href);
  return `repository:
  name: shelf
  mirror: ${mirror}/$repo/os/$arch
packages:
  alpha:
    git: ${upstream}
    ref: ${sha}
  spare:
    git: ${upstream}
`;
}
