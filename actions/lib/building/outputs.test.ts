import assert from "node:assert/strict";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { writePackage } from "../../../test/written-packages.ts";
import { writeTar } from "../archive/index.ts";
import { takePackages } from "./outputs.ts";
import { entryOf, pkgbuild } from "./small-package.ts";

type Files = Readonly<Record<string, Buffer>>;

/** Takes files when the package's time is over in so many seconds; `announced`: what the PKGBUILD of entry "a" makes. */
async function take(files: Files, { secondsLeft = 60, announced = ["a"] } = {}) {
  await using folder = await mkdtempDisposable(join(tmpdir(), "outputs-"));
  const members = Object.entries(files).map(([path, content]) => {
    return { type: "file", path, mode: 0o644, content } as const;
  });
  const distribution = { version: () => null, providers: () => [] };
  const signal = new AbortController().signal;
  const deadline = performance.now() + secondsLeft * 1000;
  const notes: string[] = [];
  const log = { phase: "build", write() {}, note: (text: string) => notes.push(text), exited() {} } as const;
  const packages = await takePackages(
    { take: () => writeTar(members) },
    {
      entry: entryOf({ name: "a", pkgbuild: pkgbuild("a") }),
      evaluation: { pkgbase: "a", packages: announced.map((pkgname) => ({ pkgname }) as never) },
      version: "1-1",
      folder: folder.path,
      context: { manifest: null, distribution },
    },
    { log, bounds: { timeoutSeconds: 60, deadline, limits: [], signal } },
  );
  const taken = packages.map(({ contents }) => contents.info.pkgname);
  return { taken, notes, handedOver: await readdir(folder.path) };
}

/** Packages of pkgbase "a", by file name. */
async function made(...pkgnames: readonly string[]): Promise<Files> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "outputs-"));
  const files: [string, Buffer][] = [];
  for (const pkgname of pkgnames) {
    const sketch = { pkgname, version: "1-1", lines: ["pkgbase = a"] };
    const { file } = await writePackage(folder.path, sketch);
    files.push([file, await readFile(join(folder.path, file))]);
  }
  return Object.fromEntries(files);
}

const NONSENSE = { "a-1-1-any.pkg.tar.zst": Buffer.from("nonsense") };

test("packages are read, and refused by what they are", async () => {
  await assert.rejects(take(NONSENSE), /packages refused: .*a-1-1-any\.pkg\.tar\.zst/);
});

test("nothing more is read once the package's time is over", async () => {
  const late = take(NONSENSE, { secondsLeft: -1 });
  await assert.rejects(late, /packages refused: reading them takes longer than 1 min/);
});

test("a part that the entry does not list is left out, and handed over to nobody", async () => {
  assert.deepEqual(await take(await made("a", "a-docs"), { announced: ["a", "a-docs"] }), {
    taken: ["a"],
    notes: ["a-docs left out: packages.yaml does not list it"],
    handedOver: ["a-1-1-any.pkg.tar.zst"],
  });
});

test("a package that the PKGBUILD does not announce is refused with all others (security.md 57)", async () => {
  const announced = ["a", "a-docs"];
  const refused = take(await made("a", "a-docs", "glibc"), { announced });
  await assert.rejects(refused, /packages refused: glibc is an unplanned package: a may publish a$/);
});
