import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { worldOf } from "../../test/planning-worlds.ts";
import { ArchiveError } from "../lib/archive/index.ts";
import { type BuildResult, type PlannedBuild, writeDocument } from "../lib/documents/index.ts";
import {
  giveFiles,
  type Handover,
  HandoverError,
  openHandover,
  RESULT_LAYOUT,
  type ResultName,
  resultName,
} from "../lib/handover/index.ts";
import { planBuilds } from "../lib/planning/index.ts";
import { followsNext } from "./next-run.ts";
import { receiveResults } from "./receive-results.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "receive-"));
});
after(() => rm(folder, { recursive: true, force: true }));

const plan = planBuilds(worldOf([{ name: "yay" }, { name: "paru" }]));
const everyJob = () => true;
let runs = 0;

type Gift = {
  readonly entry: string;
  readonly attempt?: number;
  readonly key?: string;
  readonly result?: Partial<BuildResult> | string;
};

async function receive(
  gifts: readonly Gift[],
  isAccounted: (name: ResultName) => boolean = everyJob,
  changed: Partial<Handover> = {},
) {
  const place = { repository: "owner/name", workflow: `${++runs}.yml`, cacheFolder: folder };
  const handover = openHandover({ ...place, isAct: true });
  for (const gift of gifts) await give(handover, gift);
  const received = join(folder, `received-${runs}`);
  await mkdir(received);
  return await receiveResults({ plan, handover: { ...handover, ...changed }, isAccounted, folder: received });
}

async function give(handover: Handover, { entry, attempt = 1, key, result = {} }: Gift): Promise<void> {
  const from = await mkdtemp(join(folder, "gift-"));
  const job = plan.jobs.find((one) => one.entry === entry);
  const document =
    typeof result === "string" ? result : writeDocument({ ...resultOf(job ?? plan.jobs[0]), ...result });
  await writeFile(join(from, "result.json"), document);
  const name = resultName({ entry, key: key ?? job?.key ?? "f".repeat(64), attempt });
  await giveFiles(handover, name, { folder: from, layout: RESULT_LAYOUT, temporary: folder });
}

function resultOf(job: PlannedBuild | undefined): BuildResult {
  assert.ok(job);
  const { entry, key, checks, commit, tree, uses, vcs } = job;
  return {
    ...{ entry, key, checks, commit, tree, uses, vcs },
    ...{ outcome: "postponed", phase: "dependencies", reason: "first", fault: "infrastructure" },
    ...{ phases: [], image: "none", limits: [], metadata: null, packages: [], tests: [] },
  };
}

const told = ({ results }: Awaited<ReturnType<typeof receive>>) =>
  Object.fromEntries(results.map(({ result }) => [result.entry, result.reason]));

test("of several attempts the newest counts, and a job without a result is named", async () => {
  const received = await receive([
    { entry: "yay" },
    { entry: "yay", attempt: 2, result: { reason: "second" } },
  ]);
  assert.deepEqual(told(received), { yay: "second" });
  assert.deepEqual(received.missing, ["paru"]);
});

test("a newest attempt that is not valid gives way to the one before", async () => {
  for (const result of ["{", JSON.stringify({}), { entry: "paru" }, { key: "0".repeat(64) }]) {
    const received = await receive([{ entry: "yay" }, { entry: "yay", attempt: 2, result }]);
    assert.deepEqual(told(received), { yay: "first" });
    assert.match(received.ignored.join(), /^yay, attempt 2: /);
  }
});

test("a package whose results are all unusable fails, and nothing else does (case 67)", async () => {
  const received = await receive([{ entry: "yay", result: "[]" }, { entry: "paru" }]);
  const yay = received.results.find(({ result }) => result.entry === "yay")?.result;
  assert.deepEqual([yay?.outcome, yay?.phase, yay?.fault], ["failed", "publish", "package"]);
  assert.equal(told(received).paru, "first");
});

test("a result of other inputs than were planned, or with more than can be kept, fails that package only", async () => {
  const uses = [{ entry: "glibc", value: "libc.so=6-64" }];
  const long = { source: "git+https://example.org/".padEnd(20_000, "x"), commit: "1" };
  const forgeries: readonly (readonly [Partial<BuildResult>, RegExp])[] = [
    [{ commit: "e".repeat(40) }, /its commit is e{40}, where [0-9a-f]{40} was planned/],
    [{ tree: "e".repeat(40) }, /its tree is e{40}/],
    [{ checks: "e".repeat(64) }, /its checks is e{64}/],
    [{ uses }, /it names other dependencies than were planned/],
    [
      { vcs: Array.from({ length: 200 }, () => long) },
      /\d{7} characters of it would have to be kept for good/,
    ],
  ];
  for (const [result, says] of forgeries) {
    const received = await receive([{ entry: "yay", result }, { entry: "paru" }]);
    assert.match(told(received).yay ?? "", says);
    assert.equal(told(received).paru, "first");
  }
});

test("two results for one package and attempt fail that package only (case 67)", async () => {
  const twice = (name: string) => ({ name, bytes: 1, id: 1, digest: null });
  const [yay = "", paru = ""] = plan.jobs.map(({ entry, key }) => resultName({ entry, key, attempt: 1 }));
  const list = async () => [twice(yay), twice(yay), twice(paru)];
  const received = await receive([{ entry: "yay" }, { entry: "paru" }], everyJob, { list });
  assert.match(told(received).yay ?? "", /attempt 1 handed over 2 results/);
  assert.equal(told(received).paru, "first");
});

test("what another job puts beside a result, under a key that nothing is planned with, harms it not", async () => {
  const received = await receive([{ entry: "yay" }, { entry: "yay", key: "e".repeat(64) }]);
  assert.deepEqual(told(received), { yay: "first" });
  assert.match(received.ignored.join(), /^yay\.e{12}\.1: the plan has no job with the key e{12}$/);
});

test("a result that cannot be fetched just now is no fault of its package", async () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device"), { errno: -28, code: "ENOSPC" });
  for (const error of [new HandoverError("unavailable", "503"), new HandoverError("missing", "404"), full]) {
    const take = () => Promise.reject(error);
    const { results } = await receive([{ entry: "yay" }], everyJob, { take });
    assert.deepEqual([results[0]?.result.outcome, results[0]?.result.fault], ["failed", "infrastructure"]);
  }
  // The first has the disk for itself: it is too large wherever it is taken.
  const crowded = () => Promise.reject(new ArchiveError("no-room", "its files leave only 0 bytes free"));
  const two = await receive([{ entry: "yay" }, { entry: "paru" }], everyJob, { take: crowded });
  assert.deepEqual(
    two.results.map(({ result }) => result.fault),
    ["package", "infrastructure"],
  );
  const refused = () => Promise.reject(new HandoverError("refused", "it has other bytes"));
  const { results } = await receive([{ entry: "yay" }], everyJob, { take: refused });
  assert.equal(results[0]?.result.fault, "package");
});

test("what no job accounts for is named and ignored, as a job that takes another's name makes it", async () => {
  const received = await receive(
    [{ entry: "yay" }, { entry: "yay", attempt: 2, result: { reason: "forged" } }, { entry: "glibc" }],
    ({ attempt }) => attempt === 1,
  );
  assert.deepEqual(told(received), { yay: "first" });
  const ignored = received.ignored.toSorted();
  assert.match(ignored[0] ?? "", /^glibc\..*: the plan has no job for glibc$/);
  assert.match(ignored[1] ?? "", /^yay\..*\.2: no job of attempt 2 says that it handed this over$/);
});

test("the next run follows at once only where this one brought something forward", () => {
  assert.equal(followsNext({ published: 5, left: 344, planned: 600 }), true);
  assert.equal(followsNext({ published: 0, left: 344, planned: 600 }), false);
  assert.equal(followsNext({ published: 5, left: 0, planned: 5 }), false);
  assert.equal(followsNext({ published: 1, left: 5, planned: 5 }), false);
});
