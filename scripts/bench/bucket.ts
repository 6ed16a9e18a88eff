/**
 * Times `scripts/autorepo publish` into a bucket that holds 10, 1,000 and 10,000 packages, signed, on a real S3 server of this
 * machine: the whole process from its start to its exit, its requests on the wire and its memory, beside what repo-add alone
 * takes for the same databases, which neither fetches nor checks nor signs nor sends anything.
 * `AUTOREPO_TEST_S3_SERVER=… AUTOREPO_TEST_IMAGE=… AUTOREPO_TEST_MIRROR=… node scripts/bench/bucket.ts [COUNT...]`
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { TarSource } from "../../actions/lib/archive/index.ts";
import { type BuildPlan, EMPTY_PLAN, writeDocument } from "../../actions/lib/documents/index.ts";
import type { Entry } from "../../actions/lib/packages-yaml/packages-yaml.ts";
import { readPublished } from "../../actions/lib/publishing/index.ts";
import { openSigner } from "../../actions/lib/signing/index.ts";
import type { Store } from "../../actions/lib/store/index.ts";
import { openBucketStore } from "../../test/bucket-store.ts";
import { type FaultProxy, startFaultProxy } from "../../test/fault-proxy.ts";
import { growRepository } from "../../test/grown-repository.ts";
import { textFromContainer } from "../../test/made-packages.ts";
import {
  bucketWorld,
  collected,
  entryOf,
  type PublishingWorld,
  REPOSITORY,
} from "../../test/publishing-world.ts";
import { startS3Server } from "../../test/s3-server.ts";
import { signingKey } from "../../test/signing-keys.ts";
import { writePackage } from "../../test/written-packages.ts";

const AUTOREPO = fileURLToPath(new URL("../autorepo", import.meta.url));
const SIZES = [10, 1000, 10_000];
const RUNS = 3;
/** Loaded before the command line; the last process that ends, which is the command line itself, has the last word. */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(`
  import { writeFileSync } from "node:fs";
  process.on("exit", () => writeFileSync(process.env.MEMORY_FILE, String(process.resourceUsage().maxRSS)));
`)}`;

const mirror = process.env.AUTOREPO_TEST_MIRROR;
if (!mirror)
  throw new Error("AUTOREPO_TEST_MIRROR is not set: run ./scripts/bench/run, which prepares a mirror");
const given = process.argv.slice(2).map(Number);
await using server = await startS3Server();
for (const count of given.length > 0 ? given : SIZES) await measure(count);

/** Publishes 1 package some times and then 5 at once, on top of those that are there. */
async function measure(count: number): Promise<void> {
  await using bench = await openBench(count);
  // What this machine knows of the distribution and the bucket's server is found out once.
  await publishMore(bench, 0);
  const single = [];
  for (let run = 0; run < RUNS; run++) single.push(await publishMore(bench, 1));
  const theirs = await repoAdd(bench);
  report(`1 into ${count}`, medianOf(single), theirs);
  report(`5 into ${count}`, await publishMore(bench, 5), theirs);
}

type Bench = AsyncDisposable & {
  readonly world: PublishingWorld & { readonly prefix: string };
  readonly proxy: FaultProxy;
  readonly entries: Entry[];
  readonly environment: NodeJS.ProcessEnv;
};

async function openBench(count: number): Promise<Bench> {
  await using stack = new AsyncDisposableStack();
  const proxy = stack.use(await startFaultProxy(server.endpoint));
  const bucket = stack.use(await bucketWorld(server));
  const store = await openBucketStore(server, { prefix: bucket.prefix, endpoint: proxy.url });
  const world = { ...bucket, store };
  const armoredKey = await signingKey();
  const key = await openSigner({ armoredKey, passphrase: null, now: new Date() });
  const entries = [...(await growRepository(world, { count, key }))];
  const environment = {
    ...process.env,
    ...server.variables,
    AWS_ENDPOINT_URL_S3: proxy.url,
    AUTOREPO_SIGNING_KEY: armoredKey,
    XDG_CACHE_HOME: join(world.folder, "cache"),
  };
  const rest = stack.move();
  return { world, proxy, entries, environment, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

type Measured = { readonly seconds: number; readonly requests: number; readonly bytes: number };

/** What `build` leaves of so many new packages, published by a process of its own. */
async function publishMore(bench: Bench, count: number): Promise<Measured> {
  const { world, proxy, entries } = bench;
  const results = await mkdtemp(join(world.folder, "results-"));
  for (let at = 0; at < count; at++) await addResult(bench, results);
  await writeFile(join(results, "plan.json"), writeDocument(await planOn(world.store)));
  await writeFile(join(world.folder, "packages.yaml"), packagesYaml(world, entries));
  // Within a second of the one before, a publication waits: pacman could not tell their databases apart.
  await sleep(1100);
  proxy.forget();
  const { seconds, bytes } = await timedProcess(bench, ["publish", "--results", results]);
  return { seconds, bytes, requests: proxy.requests.length };
}

async function planOn(store: Store): Promise<BuildPlan> {
  const published = await readPublished(store, REPOSITORY);
  if (published === null) throw new Error("nothing is published");
  const { generation, publication, manifest } = published.state;
  const base = { generation, publication, manifest: { key: manifest.key, sha256: manifest.sha256 } };
  return { ...EMPTY_PLAN, base };
}

async function addResult({ world, entries }: Bench, results: string): Promise<void> {
  const entry = entryOf(`another-${entries.length}`);
  entries.push(entry);
  const packages = [{ pkgname: entry.name, version: "1.0-1" }];
  const { result, folder } = await collected(world, { entry, packages });
  await writeFile(join(folder, "result.json"), writeDocument(result));
  await rename(folder, join(results, `${entry.name}.${result.key.slice(0, 12)}.1`));
}

/** As of packages of the AUR, with the settings that sketched results were built with. */
function packagesYaml({ prefix }: { readonly prefix: string }, entries: readonly Entry[]): string {
  const store = `s3://${server.bucket}/${prefix}`;
  const repository = [`  name: ${REPOSITORY}`, `  store: ${store}`, `  mirror: ${mirror}`];
  const build = ["  timeout: 60s", "  vcs: never"];
  const pins = entries.flatMap(({ name, ref }) => [
    `  ${name}:`,
    `    ref: ${ref?.kind === "commit" ? ref.sha : ""}`,
  ]);
  return ["repository:", ...repository, "build:", ...build, "packages:", ...pins, ""].join("\n");
}

/** Runs the committed command line; memory is the most that the kernel counted for it. */
async function timedProcess(
  { world, environment }: Bench,
  words: readonly string[],
): Promise<Pick<Measured, "seconds" | "bytes">> {
  const memoryFile = join(world.folder, "memory");
  const started = performance.now();
  const child = spawn(AUTOREPO, words, {
    cwd: world.folder,
    env: { ...environment, NODE_OPTIONS: `--import=${TELL_MEMORY}`, MEMORY_FILE: memoryFile },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [said, [exit]] = await Promise.all([text(child.stderr), once(child, "close")]);
  const seconds = (performance.now() - started) / 1000;
  if (exit !== 0) throw new Error(`exit ${exit} of ${words.join(" ")}:\n${said}`);
  return { seconds, bytes: Number(await readFile(memoryFile, "utf8")) * 1024 };
}

/** Seconds by the container's own clock: its start and the files' transfer are not repo-add's. */
async function repoAdd({ world }: Bench): Promise<number> {
  const added = await writePackage(world.folder, { pkgname: "another", version: "1.0-1" });
  const sources = [await sourceOf(added.file, createReadStream(join(world.folder, added.file)))];
  for (const kind of ["db", "files"]) {
    const content = await world.store.stream(`${REPOSITORY}.${kind}`);
    sources.push(await sourceOf(`r.${kind}.tar.zst`, content ?? []));
  }
  const script = `cd /given; start=$EPOCHREALTIME
    repo-add -q r.db.tar.zst ${added.file} >&2; echo "$EPOCHREALTIME $start" | tr -d .,`;
  const [end = 0, start = 0] = (await textFromContainer(script, sources)).split(" ").map(Number);
  return (end - start) / 1e6;
}

async function sourceOf(
  path: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<TarSource> {
  return { type: "file", path, mode: 0o644, content: Buffer.concat(await Array.fromAsync(content)) };
}

function medianOf(measured: readonly Measured[]): Measured {
  const sorted = measured.toSorted((one, two) => one.seconds - two.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}

function report(what: string, { seconds, requests, bytes }: Measured, theirs: number): void {
  const memory = `${Math.round(bytes / 1e6)} MB`;
  const ratio = `${Math.round((seconds / theirs) * 100)} % of repo-add's ${theirs.toFixed(2)} s`;
  console.log(
    `${what.padEnd(13)} ${seconds.toFixed(2).padStart(6)} s ${`${requests}`.padStart(4)} requests ${memory.padStart(7)}  ${ratio}`,
  );
}
