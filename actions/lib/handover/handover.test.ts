import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type ArtifactServer, startArtifactServer } from "../../../test/artifact-server.ts";
import { writeTar } from "../archive/index.ts";
import {
  documentAttempt,
  documentName,
  documentsAmong,
  type Given,
  giveFiles,
  givePages,
  type Handover,
  openHandover,
  parseResultName,
  RESULT_LAYOUT,
  resultName,
  takeFiles,
} from "./index.ts";

let folder: string;
let server: ArtifactServer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "handover-"));
  server = await startArtifactServer();
  process.env.ACTIONS_RESULTS_URL = server.url;
  process.env.ACTIONS_RUNTIME_TOKEN = server.token;
});
after(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const KEY = "0123456789ab".repeat(6);
let runs = 0;

/** A run of its own in either place. */
function places(): Record<string, Handover> {
  server.artifacts.length = 0;
  const place = { repository: "owner/name", workflow: `build-${++runs}.yml`, cacheFolder: folder };
  return {
    artefacts: openHandover({ ...place, isAct: false }),
    folder: openHandover({ ...place, isAct: true }),
  };
}

async function resultFolder(): Promise<string> {
  const result = await mkdtemp(join(folder, "result-"));
  await mkdir(join(result, "log"));
  await mkdir(join(result, "packages"));
  await writeFile(join(result, "result.json"), "{}");
  await writeFile(join(result, "log", "build.log"), "made it\n");
  await writeFile(join(result, "packages", "foo-1:2.0+1-1-any.pkg.tar.zst"), Buffer.alloc(9_000_000, 7));
  await writeFile(join(result, "stray"), "not part of a result");
  return result;
}

function named(given: readonly Given[], name: string): Given {
  const found = given.find((one) => one.name === name);
  assert.ok(found, `${name} is not among ${given.map((one) => one.name).join(", ")}`);
  return found;
}

test("what one job gives another one takes, byte for byte, epochs in names included", async () => {
  for (const [place, handover] of Object.entries(places())) {
    const name = resultName({ entry: "foo", key: KEY, attempt: 1 });
    const layout = RESULT_LAYOUT;
    await giveFiles(handover, name, { folder: await resultFolder(), layout, temporary: folder });
    const taken = join(folder, `taken-${place}`);
    const given = named(await handover.list(), name);
    assert.ok(given.bytes > 9_000_000, place);
    await takeFiles(handover, given, { folder: taken, layout, temporary: folder });
    assert.deepEqual((await readdir(taken, { recursive: true })).sort(), [
      "log",
      "log/build.log",
      "packages",
      "packages/foo-1:2.0+1-1-any.pkg.tar.zst",
      "result.json",
    ]);
    const bytes = await readFile(join(taken, "packages", "foo-1:2.0+1-1-any.pkg.tar.zst"));
    assert.ok(bytes.equals(Buffer.alloc(9_000_000, 7)), place);
  }
});

test("a name is given once: the second job that tries fails (case 67)", async () => {
  for (const handover of Object.values(places())) {
    const file = join(folder, "plain");
    await writeFile(file, "first");
    await handover.give("plan", file);
    await assert.rejects(handover.give("plan", file), { name: "HandoverError", code: "taken" });
  }
});

test("what is not there is missing, and an empty run lists nothing", async () => {
  for (const handover of Object.values(places())) {
    assert.deepEqual(await handover.list(), []);
    const nothing = { name: "plan", bytes: 1, id: 4711, digest: null };
    await assert.rejects(handover.take(nothing, join(folder, "nothing")), {
      name: "HandoverError",
      code: "missing",
    });
  }
});

test("hostile archives are refused whole: other files, links, ways out, and more than there may be", async () => {
  const { folder: handover } = places();
  assert.ok(handover);
  const text = (path: string) => ({ path, type: "file", mode: 0o644, content: Buffer.from("x") }) as const;
  const archives = {
    "other file": [text("result.json"), text("evil.sh")],
    "way out": [text("../evil")],
    "other folder": [text("home/evil")],
    "too deep": [text("packages/a/b")],
    link: [{ path: "packages/link", type: "symlink", mode: 0o777, target: "/etc/passwd" } as const],
  };
  for (const [what, members] of Object.entries(archives)) {
    const name = `${what.replace(" ", "-")}.${KEY.slice(0, 12)}.1`;
    const file = join(folder, "hostile.tar");
    await writeFile(file, writeTar(members));
    await handover.give(name, file);
    const taken = join(folder, "hostile");
    const files = { folder: taken, layout: RESULT_LAYOUT, temporary: folder };
    await assert.rejects(
      takeFiles(handover, named(await handover.list(), name), files),
      { name: "ArchiveError" },
      what,
    );
    await assert.rejects(readdir(taken), { code: "ENOENT" });
  }
  const huge = { name: "huge", bytes: 13 * 1024 ** 3, id: null, digest: null };
  const files = { folder: join(folder, "huge"), layout: RESULT_LAYOUT, temporary: folder };
  await assert.rejects(takeFiles(handover, huge, files), { name: "HandoverError", code: "refused" });
});

test("pages become artefacts of their own, and those that were not written are left out", async () => {
  const { artefacts } = places();
  assert.ok(artefacts);
  const file = join(folder, "yay.html");
  await writeFile(file, "<!doctype html>");
  const ids = await givePages(artefacts, [
    { name: "yay.html", file },
    { name: "absent.html", file: join(folder, "absent.html") },
  ]);
  assert.deepEqual([...ids], [["yay.html", 1]]);
  assert.equal(server.artifacts.find(({ name }) => name === "yay.html")?.mimeType, "text/html");
});

test("names of results are read back, whatever dots an entry has", () => {
  const name = { entry: "lib32-foo.bar+1", key: KEY.slice(0, 12), attempt: 12 };
  assert.deepEqual(parseResultName(resultName(name)), name);
  for (const other of ["plan", "detection", "yay.html", "yay.0123.1", `yay.${KEY.slice(0, 12)}.0`])
    assert.equal(parseResultName(other), null, other);
});

test("each attempt makes a document of its own name, and no entry's result has one", () => {
  for (const document of ["plan", "detection"] as const)
    for (const attempt of [1, 2, 50])
      assert.equal(documentAttempt(document, documentName(document, attempt)), attempt);
  for (const other of [
    "plan.",
    "plan.0",
    "plans",
    "plan.1.2",
    "detection",
    resultName({ entry: "plan", key: KEY, attempt: 1 }),
  ])
    assert.equal(documentAttempt("plan", other), null, other);
});

test("a repeated run takes the document of its newest attempt, and none that was put there for a later one", async () => {
  const { artefacts } = places();
  assert.ok(artefacts);
  const file = join(folder, "document");
  await writeFile(file, "{}");
  for (const name of ["detection", "detection.3", "plan.2", "detection.2"]) await artefacts.give(name, file);
  const given = await artefacts.list();
  const taken = (attempt: number) => documentsAmong(given, "detection", attempt).map(({ name }) => name);
  assert.deepEqual(taken(1), ["detection"]);
  assert.deepEqual(taken(2), ["detection.2", "detection"]);
  assert.deepEqual(taken(4), ["detection.3", "detection.2", "detection"]);
});

test("what arrives with other bytes than were given is refused (case 67)", async () => {
  const { artefacts } = places();
  assert.ok(artefacts);
  const file = join(folder, "whole");
  await writeFile(file, "whole");
  await artefacts.give("plan", file);
  const given = named(await artefacts.list(), "plan");
  assert.match(given.digest ?? "", /^sha256:[0-9a-f]{64}$/);
  const artifact = server.artifacts.find(({ name }) => name === "plan");
  assert.ok(artifact);
  artifact.bytes = Buffer.from("other");
  const refused = { name: "HandoverError", code: "refused", message: /plan has other bytes than sha256:/ };
  await assert.rejects(artefacts.take(given, join(folder, "taken-other")), refused);
});
