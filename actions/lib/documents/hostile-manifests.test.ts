import assert from "node:assert/strict";
import { test } from "node:test";
import { DocumentError, type PublishedPackage, readManifest } from "./index.ts";
import { fullManifest } from "./samples.ts";

const [published] = fullManifest.entries[0]?.built?.packages ?? [];

/** As somebody writes it who has the bucket's keys. */
function manifestWith(changes: Partial<PublishedPackage>): string {
  const text = JSON.stringify(fullManifest);
  assert.ok(published && text.includes(JSON.stringify(published)));
  return text.replace(JSON.stringify(published), JSON.stringify({ ...published, ...changes }));
}

test("a package in a manifest is a file beside the databases, and named after its content", () => {
  const plain = "a-1-1-any.9f86d081.pkg.tar.zst";
  assert.doesNotThrow(() => readManifest(manifestWith({ object: plain }), "manifest"));
  const hostile = [
    ...[`heads/${plain}`, `gen/1-abcd/${plain}`, `../${plain}`, `..${plain}`, `.${plain}`, `/${plain}`],
    ...[`-${plain}`, `a b${plain}`, `a%2f${plain}`, `a+${plain}`, `a:${plain}`, `${plain}.sig`, `${plain}\n`],
    ...["state.json", "myrepo.db", "", `${"x".repeat(240)}${plain}`, "a-1-1-any.00000000.pkg.tar.zst"],
  ];
  for (const object of hostile) {
    assert.throws(() => readManifest(manifestWith({ object }), "manifest"), DocumentError, object);
  }
});

test("a manifest's databases lie in a generation's folder, and what came before it is a manifest", () => {
  const read = (changes: object) => readManifest(JSON.stringify({ ...fullManifest, ...changes }), "manifest");
  for (const database of [
    "gen/",
    "gen/12-ab/../",
    "heads/gen/12-abcdef/",
    "gen/12-abcdef",
    "/gen/12-abcdef/",
  ]) {
    assert.throws(() => read({ database }), DocumentError, database);
  }
  const { previous } = fullManifest;
  assert.ok(previous);
  for (const key of ["state.json", "heads/manifests/1-abcdef.json", "manifests/1-abcdef.json.sig"]) {
    const manifest = { ...previous.manifest, key };
    assert.throws(() => read({ previous: { ...previous, manifest } }), DocumentError, key);
  }
});
