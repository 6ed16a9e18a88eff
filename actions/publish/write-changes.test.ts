import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { launchBrowser, watchPage } from "../../test/browser.ts";
import {
  backdate,
  collected,
  entryOf,
  type PublishingWorld,
  publishingWorld,
  REPOSITORY,
  requestOf,
} from "../../test/publishing-world.ts";
import { EMPTY_PLAN } from "../lib/documents/index.ts";
import { buildKey } from "../lib/planning/index.ts";
import { RECIPE_CHANGE_FILE, writeRecipeChange } from "../lib/recipe-change/index.ts";
import { type PackageTree, treeId } from "../lib/upstream/index.ts";
import { publishResults } from "./publish-results.ts";

const alpha = entryOf("alpha");
const COMMIT = alpha.ref?.kind === "commit" ? alpha.ref.sha : "";
const IMAGE = "docker.io/library/archlinux:base-devel";
const HOSTILE = "</pre><script>document.title='owned'</script>\u202e";

function recipe(pkgver: string): PackageTree {
  const files = [
    { path: "PKGBUILD", kind: "file", content: Buffer.from(`pkgver=${pkgver}\n# ${HOSTILE}\n`) },
  ] as const;
  return { commit: COMMIT, tree: treeId(files), date: 0, files };
}

/** Publishes alpha built from a recipe, with what its build says of the change since another one. */
async function run(world: PublishingWorld, pkgver: string, since: PackageTree | null) {
  const to = recipe(pkgver);
  const { publishes, settings } = alpha;
  const key = buildKey({ tree: to.tree, publishes, network: settings.network, image: IMAGE });
  const packages = [{ pkgname: "alpha", version: `${pkgver}-1` }];
  const built = await collected(world, { entry: alpha, packages, tree: to.tree, key });
  const change = since === null ? null : writeRecipeChange({ from: since, to });
  if (change !== null) await writeFile(join(built.folder, RECIPE_CHANGE_FILE), change);
  const warnings: string[] = [];
  await publishResults({
    ...requestOf(world.store, [alpha], { results: [built], now: new Date() }),
    repository: { name: REPOSITORY, server: "https://pkgs.example.org" },
    plan: { ...EMPTY_PLAN, ...base },
    ...{ runId: pkgver, started: new Date(), warn: (text) => void warnings.push(text) },
    run: { url: "https://github.com/me/packages/actions/runs/7", id: 7, attempt: 1 },
  });
  await backdate(world.root);
  base = {
    base: { ...JSON.parse(JSON.parse(await readFile(join(world.root, "state.json"), "utf8")).state) },
  };
  return { warnings, read: (path: string) => readFile(join(world.root, "report/run", pkgver, path), "utf8") };
}
let base = {};

test("the report shows what changed in a recipe, and leads to the pull request in which it was judged", async () => {
  await using world = await publishingWorld();
  const first = await run(world, "1", null);
  assert.doesNotMatch(await first.read("alpha/index.html"), /changes\.html/);
  const { warnings, read } = await run(world, "2", recipe("1"));
  assert.deepEqual(warnings, []);
  assert.match(await read("alpha/index.html"), /<a href="changes\.html">What changed in its recipe<\/a>/);
  assert.deepEqual(JSON.parse(await read("run.json")).changed, ["alpha"]);
  const page = await read("alpha/changes.html");
  assert.match(page, /alpha <span class="versions">1-1 → 2-1<\/span>/);
  assert.match(page, /pulls\?q=is%3Apr\+head%3Aautorepo%2Fupdate%2Falpha/);
  assert.doesNotMatch(page, /<script|\u202e/);
  await using browser = await launchBrowser();
  const view = await browser.newPage({ viewport: { width: 360, height: 800 } });
  const complaints = watchPage(view);
  await view.goto(pathToFileURL(join(world.root, "report/run/2/alpha/changes.html")).href);
  assert.match((await view.locator("main").textContent()) ?? "", /pkgver=1[\s\S]*pkgver=2/);
  await view.getByRole("link", { name: "alpha", exact: true }).click();
  assert.match(await view.title(), /alpha · built/);
  assert.deepEqual(complaints, []);
});

test("a build that says something else was published gets no page, and everything else goes on", async () => {
  await using world = await publishingWorld();
  await run(world, "1", null);
  const { warnings, read } = await run(world, "2", recipe("0"));
  assert.match(warnings.join(), /^alpha has no page of what changed: its files are those of the tree/);
  assert.doesNotMatch(await read("alpha/index.html"), /changes\.html/);
  assert.deepEqual(JSON.parse(await read("run.json")).changed, []);
  const strange = await run(world, "3", { ...recipe("2"), commit: "b".repeat(40) });
  assert.match(
    strange.warnings.join(),
    /no page of what changed: it names the commit b{40}, not [0-9a-f]{40}/,
  );
});
