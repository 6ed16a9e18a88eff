import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { clientsTrust, history, readPublished, verifyStore } from "../../actions/lib/publishing/index.ts";
import { openSigner } from "../../actions/lib/signing/index.ts";
import { REPOSITORY } from "../publishing-world.ts";
import { startS3Server } from "../s3-server.ts";
import { signingKey } from "../signing-keys.ts";
import { type CutPoint, labelOf, stableKey } from "./cut-points.ts";
import { type PacmanJudge, pacmanJudge } from "./pacman-judge.ts";
import {
  batchOf,
  type Place,
  type PublicationStory,
  placeFor,
  publishWithoutReport,
} from "./publication-story.ts";
import {
  type Accidents,
  type Death,
  type Ground,
  publishThrough,
  publishUntilDeath,
  recordRequests,
} from "./publication-trials.ts";
import { readersView, type View } from "./readers-view.ts";

const stack = new AsyncDisposableStack();
const server = stack.use(await startS3Server());
const folder = await mkdtemp(path.join(tmpdir(), "autorepo-every-request-"));
stack.defer(() => rm(folder, { recursive: true, force: true }));
const armoredKey = await signingKey();
const key = await openSigner({ armoredKey, passphrase: null, now: new Date() });
const ground: Ground = { server, key, armoredKey, cache: path.join(folder, "cache") };
after(() => stack.disposeAsync());

// Without one, pacman 7.0 crashes when it does not know the key.
const lines = ["packager = Some One <some@example.org>"];
const built = (pkgname: string, version: string) => [{ pkgname, version, lines }];

const STORIES: readonly PublicationStory[] = [
  {
    says: "a first publication",
    before: null,
    next: await batchOf({ folder }, { alpha: built("alpha", "1-1") }),
  },
  {
    says: "a publication that replaces, adds and removes",
    before: await batchOf({ folder }, { alpha: built("alpha", "1-1"), gone: built("gone", "1-1") }),
    next: await batchOf({ folder }, { alpha: built("alpha", "2-1"), beta: built("beta", "1:1.0+git-1") }),
  },
];

for (const story of STORIES) {
  describe(story.says, () => {
    let recording: Recording;

    before(async () => {
      recording = await record(story);
    });

    test("leaves the old or the new, whole, if its publisher dies before or after any request", async (t) => {
      const deaths = recording.points.flatMap(deathsAt);
      const failures = await failuresOf(deaths, availableParallelism(), async (death) => {
        await using place = await placeFor(server, story, key);
        await publishUntilDeath(ground, place, { ...death, batch: story.next });
        await assertHeals(place, recording);
      });
      assert.deepEqual(failures, []);
      t.diagnostic(`${recording.points.length} requests, ${deaths.length} deaths`);
    });

    test("ends well, or gives up and leaves the old or the new, whatever befalls any request", async (t) => {
      const trials = accidentsOf(recording.points);
      const failures = await failuresOf(trials, 2 * availableParallelism(), async (trial) => {
        await using place = await placeFor(server, story, key);
        const outcome = await publishThrough(ground, place, { ...trial, batch: story.next });
        if (!(outcome instanceof Error)) return await assertDone(place, recording);
        if (!trial.mayGiveUp) throw outcome;
        await assertHeals(place, recording);
      });
      assert.deepEqual(failures, []);
      t.diagnostic(`${recording.points.length} requests, ${trials.length} publications with accidents`);
    });
  });
}

type Trial = { readonly says: string };

/** Between the answer to one request and the next, nothing happens: what comes before that one comes after this. */
function deathsAt(point: CutPoint): readonly (Death & Trial)[] {
  if (point.isQuiet) return [];
  const moments = point.isAnsweredBeforeNext ? (["before"] as const) : (["before", "after"] as const);
  return moments.map((when) => ({ says: `death ${when} ${labelOf(point)}`, point, when }));
}

const ACCIDENTS = {
  refused: { when: "before", what: { kind: "status", status: 500, code: "InternalError" } },
  "cut off": { when: "before", what: { kind: "reset" } },
  "done but refused": { when: "after", what: { kind: "status", status: 503, code: "SlowDown" } },
  "done but unheard": { when: "after", what: { kind: "reset" } },
  "done slowly": { when: "after", what: { kind: "delay", milliseconds: 1500 } },
} as const satisfies Record<string, Accidents["faults"][number]>;

type Adventure = Trial & Accidents & { readonly mayGiveUp: boolean };

function accidentsOf(points: readonly CutPoint[]): readonly Adventure[] {
  const { conditional = [], repeatable = [] } = Object.groupBy(points, ({ isConditionalWrite }) =>
    isConditionalWrite ? "conditional" : "repeatable",
  );
  return [...conditional.flatMap(accidentsAt), ...failuresAt(repeatable)];
}

/** A request with a condition is sent once. */
function accidentsAt(point: CutPoint): readonly Adventure[] {
  return Object.entries(ACCIDENTS).map(([name, fault]) => {
    // What only tries out the bucket, before anything is written, may give up for any reason.
    const mayGiveUp = fault.when === "before" || point.request.includes("probe/");
    return { says: `${labelOf(point)} ${name}`, points: [point], faults: [fault], mayGiveUp };
  });
}

/**
 * What is sent again after a failure meets them in turn, each of its tries another one. That goes well whatever
 * befalls others, and so several of them, far from each other, meet them in one publication.
 */
function failuresAt(points: readonly CutPoint[]): readonly Adventure[] {
  const { "done slowly": _, ...failures } = ACCIDENTS;
  const count = Math.ceil(points.length / AT_ONCE);
  return Array.from({ length: count }, (_, first) => {
    const some = points.filter((_, index) => index % count === first);
    const says = `${some.map(labelOf).join(" and ")} failing`;
    return { says, points: some, faults: Object.values(failures), mayGiveUp: false };
  });
}

const AT_ONCE = 4;

/** Does all of them, a few at a time, and answers what went wrong. */
async function failuresOf<T extends Trial>(
  trials: readonly T[],
  atOnce: number,
  work: (trial: T) => Promise<void>,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const left = trials.values();
  const worker = async () => {
    for (const trial of left) {
      await work(trial).catch((error: Error) => failures.push(`${trial.says}: ${error.stack}`));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failures;
}

/** What an unharmed publication sends, and what readers see before and after it. */
type Recording = {
  readonly story: PublicationStory;
  readonly points: readonly CutPoint[];
  readonly old: readonly string[] | null;
  readonly new: readonly string[];
  readonly judges: Judges;
  /** What was looked at already: each state of the bucket heals once, and pacman sees each thing that readers see once. */
  readonly healed: Set<string>;
  readonly shown: Set<string>;
};

async function record(story: PublicationStory): Promise<Recording> {
  await using place = await placeFor(server, story, key);
  const { website: old } = await viewsOf(place);
  const points = await recordRequests(ground, place, story);
  const { website: found } = await viewsOf(place);
  assert.ok(found.db);
  judges ??= await judgesOf(place);
  return { story, points, old: old.db, new: found.db, judges, healed: new Set(), shown: new Set() };
}

type Judges = Readonly<Record<"website" | "plain", PacmanJudge>>;
let judges: Judges | null = null;

async function judgesOf({ direct, website, plain }: Place): Promise<Judges> {
  const published = await readPublished(direct, REPOSITORY);
  const trust = clientsTrust(published?.state ?? null);
  assert.ok(trust);
  const [followed, served] = await Promise.all([
    pacmanJudge(website, trust),
    pacmanJudge(plain, { ...trust, databaseSigned: false }),
  ]);
  return { website: stack.use(followed), plain: stack.use(served) };
}

type Views = Readonly<Record<"website" | "plain", View>>;

async function viewsOf({ website, plain }: Place): Promise<Views> {
  const reading = { name: REPOSITORY, key };
  const [followed, served] = await Promise.all([
    readersView({ ...reading, server: website, databases: "signed" }),
    readersView({ ...reading, server: plain, databases: "optional" }),
  ]);
  return { website: followed, plain: served };
}

/** Readers see the old or the new, whole; the next run makes it the new, and takes back nothing that was committed. */
async function assertHeals(place: Place, recording: Recording): Promise<void> {
  const between = await viewsOf(place);
  for (const list of Object.values(between).flatMap((view) => Object.values(view))) {
    const isOneOfThem = isDeepStrictEqual(list, recording.old) || isDeepStrictEqual(list, recording.new);
    assert.ok(isOneOfThem, `readers see ${JSON.stringify(between)}`);
  }
  const committed = await readPublished(place.direct, REPOSITORY);
  const keys = await Array.fromAsync(place.direct.list(""), ({ key }) => stableKey(key));
  if (!isNew(recording.healed, [keys.sort(), committed?.state.generation, between])) return;
  const isUnseen = isNew(recording.shown, between);
  if (isUnseen) await assertPacmanSees(place, recording, between);
  await publishWithoutReport(place, recording.story.next, key);
  await assertDone(place, recording);
  if (isUnseen) await assertPacmanSees(place, recording, await viewsOf(place));
  const publications = await history(place.direct, { repositoryName: REPOSITORY, name: null });
  const isKept = publications.some(({ publication }) => publication === committed?.state.publication);
  assert.ok(committed === null || isKept, "what was committed is not in the history any more");
}

function isNew(seen: Set<string>, facts: unknown): boolean {
  const before = seen.size;
  return seen.add(JSON.stringify(facts)).size > before;
}

async function assertDone(place: Place, recording: Recording): Promise<void> {
  const view = { db: recording.new, files: recording.new };
  assert.deepEqual(await viewsOf(place), { website: view, plain: view });
  const { problems } = await verifyStore(place.direct, { repositoryName: REPOSITORY });
  assert.deepEqual(problems, []);
}

async function assertPacmanSees(place: Place, { judges }: Recording, views: Views): Promise<void> {
  for (const endpoint of ["website", "plain"] as const) {
    const { db, files } = views[endpoint];
    // Without a database, all that pacman could say is that.
    if (db !== null && files !== null) assert.deepEqual(await judges[endpoint].look(place[endpoint]), db);
  }
}
