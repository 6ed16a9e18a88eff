/**
 * Times the databases of 1,000 packages as repo-add writes them and as we do, in one run, and prints the
 * ratio; then ours for 10,000 packages, with the memory of a process that does nothing else.
 * `AUTOREPO_TEST_IMAGE=… node scripts/bench/database.ts [COUNT]`
 */
import { execFileSync } from "node:child_process";
import { createReadStream, readFileSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import { readPackage, type TarSource, writeTar } from "../../actions/lib/archive/index.ts";
import {
  type DatabaseEntry,
  databaseEntry,
  type WrittenDatabases,
  writeDatabases,
} from "../../actions/lib/repository/index.ts";
import { textFromContainer } from "../../test/made-packages.ts";

const FILES_PER_PACKAGE = 100;
const MANY = 10_000;

const [first = "1000", base] = process.argv.slice(2);
if (first === "splice" && base) await splice(base);
else await compare(Number(first));

async function compare(count: number): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "bench-database-"));
  const packages = await makePackages(folder.path, count);
  const theirs = await repoAdd(packages);
  report(`repo-add of ${count} packages`, theirs);
  const entries: DatabaseEntry[] = [];
  const reading = await timed(() => readInto(entries, packages));
  const writing = await timed(() => write(folder.path, { base: null, add: entries }));
  report("ours, every package read and judged", reading + writing, theirs);
  report("ours, the databases alone", writing, theirs);
  const many = Array.from({ length: MANY }, (_, index) => entry(index));
  const whole = await timed(() => write(folder.path, { base: null, add: many }));
  report(`ours, ${MANY} entries from nothing`, whole);
  const child = [import.meta.filename, "splice", join(folder.path, "r.files")];
  process.stdout.write(execFileSync(process.execPath, child));
}

/** In a process of its own, for its memory. */
async function splice(file: string): Promise<void> {
  await using folder = await mkdtempDisposable(join(dirname(file), "splice-"));
  const seconds = await timed(() => write(folder.path, { base: file, add: [entry(MANY / 2)] }));
  report(`ours, 1 of ${MANY} entries replaced`, seconds);
  console.log(`peak memory of that process: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`);
}

async function makePackages(folder: string, count: number): Promise<readonly string[]> {
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const archive = Buffer.concat(await Array.fromAsync(writeTar(membersOf(index))));
    const path = join(folder, `package-${index}-1.0-1-any.pkg.tar.zst`);
    await writeFile(path, await promisify(zstdCompress)(archive));
    paths.push(path);
  }
  return paths;
}

function membersOf(index: number): readonly TarSource[] {
  const name = `package-${index}`;
  const info = [
    `pkgname = ${name}\npkgbase = ${name}\npkgver = 1.0-1\npkgdesc = One of many\nurl = https://example.org`,
    "builddate = 1700000000\npackager = Some One\nsize = 100000\narch = any\nlicense = MIT",
    "depend = glibc\ndepend = bash\n",
  ];
  return [
    file(".BUILDINFO", "format = 2\n"),
    file(".MTREE", ""),
    file(".PKGINFO", info.join("\n")),
    ...pathsOf(index).map((path) => file(path, path.repeat(10))),
  ];
}

function entry(index: number): DatabaseEntry {
  const name = `package-${index}`;
  const fields = { FILENAME: `${name}.pkg.tar.zst`, NAME: name, VERSION: "1.0-1", DEPENDS: "glibc\nbash" };
  const desc = Object.entries(fields).map(([field, value]) => `%${field}%\n${value}\n\n`);
  return {
    directory: `${name}-1.0-1`,
    desc: desc.join(""),
    files: ["%FILES%", ...pathsOf(index), ""].join("\n"),
  };
}

function pathsOf(index: number): readonly string[] {
  return Array.from({ length: FILES_PER_PACKAGE }, (_, i) => `usr/share/package-${index}/folder/file-${i}`);
}

function file(path: string, text: string): TarSource {
  return { type: "file", path, mode: 0o644, content: Buffer.from(text) };
}

/** Seconds by the container's own clock: its start and the packages' transfer are not repo-add's. */
async function repoAdd(paths: readonly string[]): Promise<number> {
  const sources = paths.map(
    (path): TarSource => ({ type: "file", path: basename(path), mode: 0o644, content: readFileSync(path) }),
  );
  const script = `cd /given; start=$EPOCHREALTIME
    repo-add -q /tmp/r.db.tar.zst *.zst >&2; echo "$EPOCHREALTIME $start" | tr -d .,`;
  const [end = 0, start = 0] = (await textFromContainer(script, sources)).split(" ").map(Number);
  return (end - start) / 1e6;
}

/** Four at a time, as the machine's cores allow. */
async function readInto(entries: DatabaseEntry[], paths: readonly string[]): Promise<void> {
  const left = paths.values();
  const worker = async () => {
    for (const path of left) entries.push(databaseEntry(await readPackage(path), basename(path)));
  };
  await Promise.all(Array.from({ length: 4 }, worker));
}

function write(
  folder: string,
  { base, add }: { readonly base: string | null; readonly add: readonly DatabaseEntry[] },
): Promise<WrittenDatabases> {
  const stream = base === null ? null : createReadStream(base);
  return writeDatabases({ name: "r", base: stream, keep: () => true, add, folder });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function report(what: string, seconds: number, than?: number): void {
  const ratio = than === undefined ? "" : ` (${(than / seconds).toFixed(0)} times faster)`;
  console.log(`${what}: ${seconds.toFixed(2)} s${ratio}`);
}
