import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { BuildResult } from "../../actions/lib/documents/index.ts";
import { openSurroundings, type Surroundings } from "../surroundings.ts";
import { type RepositoryWorld, repositoryWorld } from "./repository-world.ts";

const LEVELS = ["none", "prepare", "build"] as const;

type Level = (typeof LEVELS)[number];

let around: Surroundings;
let world: RepositoryWorld;
let reached: readonly string[];
let results: readonly BuildResult[];
before(async () => {
  around = await openSurroundings();
  world = repositoryWorld();
  listCanaries();
  await around.forget();
  const { out } = await world.run(["build", "--json", "--jobs", "3", "--results", "results"]);
  reached = [...(await around.connections())];
  results = JSON.parse(out);
});
after(async () => {
  world?.[Symbol.dispose]();
  await around?.[Symbol.asyncDispose]();
});

test("a canary package reaches nobody in any phase at any network level", () => {
  assert.deepEqual(reached, []);
  for (const level of LEVELS) {
    const canary = results.find(({ entry }) => entry === `canary-${level}`);
    assert.equal(canary?.outcome, "built", canary?.reason);
    for (const phase of ["prepare", "build"])
      assert.match(logOf(level, phase), /canary: 0 attempts succeeded/);
  }
});

test("the network is there in the phases that the entry's level names, and gone afterwards", () => {
  const told = (level: Level) =>
    ["prepare", "build"].flatMap((phase) => logOf(level, phase).match(/\w+ is (on|off)line/g) ?? []);
  assert.deepEqual(told("none"), ["prepare is offline", "build is offline"]);
  assert.deepEqual(told("prepare"), ["prepare is online", "build is offline"]);
  assert.deepEqual(told("build"), ["prepare is online", "build is online"]);
});

function logOf(level: Level, phase: string): string {
  const folders = readdirSync(join(world.folder, "results"));
  const own = folders.find((name) => name.startsWith(`canary-${level}.`)) ?? assert.fail(folders.join());
  return readFileSync(join(world.folder, "results", own, "log", `${phase}.log`), "utf8");
}

/** Its install test passes where there is no network interface but the loopback. */
function listCanaries(): void {
  const entries = LEVELS.map((level) => {
    const name = `canary-${level}`;
    const tests = [`bash -c '${probes()}'`, `! ${ONLINE}`];
    return [
      name,
      [
        `ref: ${world.commit(name, canaryFiles(name))}`,
        `network: ${level}`,
        `test: ${JSON.stringify(tests)}`,
      ],
    ];
  });
  world.list(Object.fromEntries(entries));
}

const ONLINE = "grep -qv -e lo: -e '|' /proc/net/dev";

function probes(): string {
  const each = around.forbidden.map(
    (address) => `(exec 3<>/dev/tcp/${address}/${around.port}) 2>/dev/null || :`,
  );
  return each.join("; ");
}

/**
 * A package that builds unless it got out, and tries from its top level, from every function, from its scriptlet and
 * from the user's command; in prepare() and build() by all that the canary of the demo knows.
 */
function canaryFiles(name: string): Record<string, string> {
  const sing = probes();
  return {
    PKGBUILD: `pkgname=${name}
pkgver=1.0
pkgrel=1
pkgdesc='Tries to be heard'
arch=(x86_64)
url=https://example.org
license=(MIT)
install=${name}.install
source=(canary.c targets)
sha256sums=(SKIP SKIP)
${sing}
online() { ${ONLINE} && echo "$1 is online" || echo "$1 is offline"; }
try() { if ./canary targets; then echo "$1 got out"; return 1; fi; }
prepare() { ${sing}; online prepare; cc -o canary canary.c; try prepare; }
build() { ${sing}; online build; try build; }
check() { ${sing}; }
package() { ${sing}; install -d "$pkgdir/usr/share/${name}"; }
`,
    "canary.c": readFileSync(new URL("../../examples/bad/canary/canary.c", import.meta.url), "utf8"),
    targets: around.forbidden.map((address) => `${address} ${around.port}\n`).join(""),
    [`${name}.install`]: `post_install() { ${sing}; }\npost_upgrade() { post_install; }\n`,
  };
}
