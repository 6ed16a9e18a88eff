import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { BuildResult } from "../../actions/lib/documents/index.ts";
import { openSurroundings, type Surroundings } from "../surroundings.ts";
import { type RepositoryWorld, repositoryWorld } from "./repository-world.ts";

const LEVELS = ["none", "prepare", "build"] as const;

let around: Surroundings;
before(async () => {
  around = await openSurroundings();
});
after(() => around?.[Symbol.asyncDispose]());

test("a canary package reaches nobody in any phase at any network level", async () => {
  using world = repositoryWorld();
  listCanaries(world);
  await around.forget();
  const { out, said } = await world.run(["build", "--json", "--jobs", "2"]);
  assert.deepEqual([...(await around.connections())], []);
  const results = JSON.parse(out) as BuildResult[];
  for (const level of LEVELS) {
    const canary = results.find(({ entry }) => entry === `canary-${level}`);
    assert.deepEqual([canary?.outcome, canary?.phase], ["failed", "build"], canary?.reason ?? said);
    const songbird = results.find(({ entry }) => entry === `songbird-${level}`);
    assert.equal(songbird?.outcome, "built", songbird?.reason ?? said);
  }
});

/**
 * For each level the canary of the demo, which tries all it can in prepare() and build(), and a package that
 * builds, and tries from its top level, from every function, from its scriptlet and from the user's command.
 */
function listCanaries(world: RepositoryWorld): void {
  const entries: Record<string, readonly string[]> = {};
  const targets = around.forbidden.map((address) => `${address} ${around.port}\n`).join("");
  for (const level of LEVELS) {
    const pin = world.commit(`canary-${level}`, {
      PKGBUILD: example("PKGBUILD")
        .replace("pkgname=canary", `pkgname=canary-${level}`)
        .replace(/sha256sums=\([^)]*\)/, "sha256sums=(SKIP SKIP)"),
      "canary.c": example("canary.c"),
      targets,
    });
    entries[`canary-${level}`] = [`ref: ${pin}`, `network: ${level}`];
    const songbird = world.commit(`songbird-${level}`, songbirdFiles(`songbird-${level}`));
    entries[`songbird-${level}`] = [
      `ref: ${songbird}`,
      `network: ${level}`,
      `test: ["bash -c '${probes()}'"]`,
    ];
  }
  world.list(entries);
}

function example(file: string): string {
  return readFileSync(new URL(`../../examples/bad/canary/${file}`, import.meta.url), "utf8");
}

function probes(): string {
  const each = around.forbidden.map(
    (address) => `(exec 3<>/dev/tcp/${address}/${around.port}) 2>/dev/null || :`,
  );
  return each.join("; ");
}

function songbirdFiles(name: string): Record<string, string> {
  const sing = probes();
  return {
    PKGBUILD: `pkgname=${name}
pkgver=1.0
pkgrel=1
pkgdesc='Tries to be heard'
arch=(any)
url=https://example.org
license=(MIT)
install=${name}.install
${sing}
prepare() { ${sing}; }
build() { ${sing}; }
check() { ${sing}; }
package() { ${sing}; install -d "$pkgdir/usr/share/${name}"; }
`,
    [`${name}.install`]: `post_install() { ${sing}; }\npost_upgrade() { post_install; }\n`,
  };
}
