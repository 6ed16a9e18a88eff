/**
 * Times `scripts/autorepo run` over a repository of 100 packages in which nothing has changed: the whole process,
 * from its start to its exit, beside a Node that does nothing.
 * `node scripts/bench/second-run.ts [COUNT]`
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Metadata } from "../../actions/lib/documents/index.ts";
import { publish } from "../../actions/lib/publishing/index.ts";
import {
  collected,
  entryOf,
  publishingWorld,
  REPOSITORY,
  requestOf,
  resultOf,
} from "../../test/publishing-world.ts";

const BUNDLE = fileURLToPath(new URL("../../actions/dist/autorepo.js", import.meta.url));
const RUNS = 7;

const count = Number(process.argv[2] ?? 100);
await using world = await publishingWorld();
const entries = Array.from({ length: count }, (_, at) => entryOf(`package-${at}`));
const results = [];
for (const entry of entries) {
  const { tree } = resultOf(entry);
  const packages = [{ pkgname: entry.name, version: "1.0-1" }];
  results.push(await collected(world, { entry, packages, metadata: metadataOf(entry.name, tree) }));
}
await publish(requestOf(world.store, entries, { results }));
writeFileSync(join(world.folder, "packages.yaml"), packagesYaml());

const said = execFileSync(process.execPath, [BUNDLE, "run"], options()).toString();
if (!said.includes("Nothing to build")) throw new Error(`something was to be built:\n${said}`);
const ours = median(() => execFileSync(process.execPath, [BUNDLE, "run"], options()));
const idle = median(() => execFileSync(process.execPath, ["--eval", ""], options()));
console.log(`run, ${count} unchanged packages  ${ours.toFixed(2)} s`);
console.log(`node that does nothing           ${idle.toFixed(2)} s`);
console.log(`own work                         ${(ours - idle).toFixed(2)} s`);

function metadataOf(pkgname: string, tree: string): Metadata {
  const packages = [{ pkgname, depends: ["glibc"], provides: [], conflicts: [] }];
  return {
    tree,
    pkgbase: pkgname,
    version: "1.0-1",
    packages,
    makedepends: ["gcc"],
    checkdepends: [],
    sources: [],
  };
}

/** Defaults everywhere but where the sketched results differ. */
function packagesYaml(): string {
  const mirror = process.env.AUTOREPO_TEST_MIRROR;
  if (!mirror)
    throw new Error("AUTOREPO_TEST_MIRROR is not set: run ./scripts/bench/run, which prepares a mirror");
  const lines = entries.flatMap(({ name, source, ref, settings }) => [
    `  ${name}:`,
    `    git: ${"git" in source ? source.git : ""}`,
    `    ref: ${ref?.kind === "commit" ? ref.sha : ""}`,
    `    vcs: ${settings.vcs}`,
    `    timeout: ${settings.timeoutSeconds}s`,
  ]);
  return ["repository:", `  name: ${REPOSITORY}`, `  mirror: ${mirror}`, "packages:", ...lines, ""].join(
    "\n",
  );
}

function options() {
  const cache = join(world.folder, "cache");
  mkdirSync(cache, { recursive: true });
  return { cwd: world.folder, env: { ...process.env, XDG_CACHE_HOME: cache }, stdio: "pipe" as const };
}

/** Seconds of wall time. */
function median(work: () => unknown): number {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    work();
    return (performance.now() - started) / 1000;
  }).sort((a, b) => a - b);
  return times[Math.floor(RUNS / 2)] ?? 0;
}
