/**
 * What a detect costs in which nothing moved: requests for packages of the AUR, counted at a server, and the time
 * that plain remotes take beside `git ls-remote` started by xargs over the same remotes, in turn in one run.
 *
 *   node scripts/bench/detection.ts [--remotes N] [--processes N]
 */
import { execFile } from "node:child_process";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { openBranches } from "../../actions/lib/upstream/index.ts";
import { detectionWorld, pkgbuild } from "../../test/detection-world.ts";

const { values } = parseArgs({
  options: { remotes: { type: "string", default: "1000" }, processes: { type: "string", default: "16" } },
});
const count = Number(values.remotes);

await using world = await detectionWorld();
const { aur } = world;
const names = Array.from({ length: count }, (_, at) => `package-${at}`);
const [first = ""] = names;
const pin = aur.push(first, { PKGBUILD: pkgbuild(first, "1.0") });
aur.copy(first, names.slice(1));

const requests = await unchangedRequests();
console.log(`${count} unchanged packages of the AUR: ${requests} request (at most 1)`);
const ratios = [await compare("https", aur.server.url), await compare("file", `file://${aur.server.root}`)];
process.exitCode = requests === 1 && ratios.every((ratio) => ratio <= 1) ? 0 : 1;

async function unchangedRequests(): Promise<number> {
  aur.list(...names.map((pkgbase) => ({ pkgbase, maintainer: "somebody" })));
  const entries = names.map((name) => world.aurEntry(name, pin));
  const story = world.story("unchanged");
  await story.detect(0, entries);
  aur.server.forget();
  const { entries: detected } = await story.detect(1, entries);
  const moved = detected.filter(({ outcome }) => outcome !== "unchanged");
  if (moved.length > 0) throw new Error(`${moved[0]?.entry}: ${moved[0]?.reason}`);
  return aur.server.requests.length;
}

/** Our time over that of xargs. */
async function compare(what: string, base: string): Promise<number> {
  const urls = names.map((name) => `${base}/${name}.git`);
  const theirs = await secondsOf(() => listByGit(urls));
  const ours = await secondsOf(() => listByUs(urls));
  const ratio = ours / theirs;
  const against = `xargs -P ${values.processes} git ls-remote ${theirs.toFixed(2)} s`;
  console.log(
    `${count} remotes over ${what}: ours ${ours.toFixed(2)} s, ${against}: ratio ${ratio.toFixed(2)} (at most 1)`,
  );
  return ratio;
}

async function listByGit(urls: readonly string[]): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "bench-detection-"));
  const list = join(folder.path, "remotes");
  await writeFile(list, `${urls.join("\n")}\n`);
  const command = `xargs -P ${Number(values.processes)} -I{} git ls-remote --quiet {} HEAD <"$1"`;
  // Not synchronously: the server is in this process.
  const { stdout } = await promisify(execFile)("sh", ["-c", command, "sh", list], { maxBuffer: 1 << 26 });
  check(stdout.split("\n").filter((line) => line.startsWith(pin)).length);
}

async function listByUs(urls: readonly string[]): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "bench-detection-"));
  const { signal } = new AbortController();
  const protocols = ["https", "file"] as const;
  const branches = openBranches({ cacheFolder: folder.path, protocols, privateHosts: [], signal });
  const newest = await branches.newestCommits(urls.map((git) => ({ git, branch: null })));
  check(newest.filter((one) => one.kind === "commit" && one.commit === pin).length);
}

function check(answered: number): void {
  if (answered !== count) throw new Error(`${answered} of ${count} remotes answered`);
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
