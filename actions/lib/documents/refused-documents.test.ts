import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import {
  DocumentError,
  PHASES,
  readBuildPlan,
  readBuildResult,
  readManifest,
  readState,
  writeDocument,
} from "./index.ts";
import { fullManifest, fullPlan, fullResult, fullState } from "./samples.ts";

test("an error names the document, the field, the value, and what to do", () => {
  const [job] = fullPlan.jobs;
  const plan = { ...fullPlan, jobs: [{ ...job, tree: "HEAD\u001b[31m" }] };
  assert.throws(
    () => readBuildPlan(JSON.stringify(plan), "plan.json"),
    (error) => {
      assert.ok(error instanceof DocumentError);
      assert.equal(error.code, "invalid");
      assert.equal(error.where, "plan.json");
      assert.match(
        error.message,
        /^plan\.json: jobs\[0\]\.tree is wrong: "HEAD\ufffd\[31m" must match pattern/,
      );
      assert.match(error.message, /autorepo plan --out FILE/);
      return true;
    },
  );
});

test("within a part that may be null, the error names the field that is wrong and not the part", () => {
  const manifest = JSON.stringify(fullManifest).replace('"arch":"any"', '"arch":"riscv64"');
  assert.throws(
    () => readManifest(manifest, "manifest"),
    /entries\[0\]\.built\.packages\[0\]\.arch is wrong: "riscv64" must be one of "x86_64", "any"/,
  );
});

test("what is not JSON, not UTF-8 or too large is refused before it is looked at", () => {
  const code = (source: string | Uint8Array) => {
    try {
      readState(source, "state.json");
    } catch (error) {
      return error instanceof DocumentError ? error.code : error;
    }
    return "accepted";
  };
  assert.equal(code("{"), "not-json");
  assert.equal(code(""), "not-json");
  assert.equal(code(Uint8Array.of(0x22, 0xe9, 0x22)), "not-json");
  assert.equal(code(`"${"x".repeat(2 * 1024 * 1024)}"`), "too-large");
  assert.equal(code("[".repeat(500_000)), "not-json");
  assert.equal(code("null"), "invalid");
});

const hostile = [
  ["a name that leaves its folder", { entry: "../../etc/passwd" }],
  ["a name that is an option", { entry: "--upload-pack" }],
  ["a name that every object has", { entry: "__proto__" }],
  ["a log outside its folder", { phases: [{ ...fullResult.phases[0], log: "../result.json" }] }],
  ["a hidden log", { phases: [{ ...fullResult.phases[0], log: ".log" }] }],
  [
    "a package file in another folder",
    { packages: [{ ...fullResult.packages[0], file: "a/b.pkg.tar.zst" }] },
  ],
  ["a package file that is no package", { packages: [{ ...fullResult.packages[0], file: "state.json" }] }],
  ["a version with a path", { packages: [{ ...fullResult.packages[0], version: "1/../2-1" }] }],
  ["a line end in a soname", { packages: [{ ...fullResult.packages[0], needs: ["libc.so=6-64\n%NAME%"] }] }],
  ["an abbreviated commit", { commit: "3f1c0e6" }],
  ["a negative size", { packages: [{ ...fullResult.packages[0], bytes: -1 }] }],
  ["a size that no number holds", { packages: [{ ...fullResult.packages[0], bytes: 1e300 }] }],
  ["a reason without end", { reason: "x".repeat(20_001) }],
  ["two packages of one name", { packages: [fullResult.packages[0], fullResult.packages[0]] }],
  ["a built package without a file", { outcome: "built", phase: null, fault: null, packages: [] }],
  ["a success that failed somewhere", { outcome: "built" }],
] as const;

for (const [what, change] of hostile) {
  test(`a build's word is refused: ${what}`, () => {
    assert.throws(
      () => readBuildResult(JSON.stringify({ ...fullResult, ...change }), "result.json"),
      DocumentError,
    );
  });
}

test("a __proto__ in the JSON is an unknown field, and changes no object", () => {
  const text = writeDocument(fullState).replace("{", '{ "__proto__": { "polluted": true },');
  assert.throws(() => readState(text, "state.json"), /unknown field "__proto__"/);
  const manifest = JSON.stringify(fullManifest).replace('"highest":{', '"highest":{"__proto__":"1-1",');
  assert.throws(() => readManifest(manifest, "manifest"), DocumentError);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
});

test("keys of the store never leave it", () => {
  for (const key of [
    "../state.json",
    "/etc/passwd",
    "a/../b",
    "a//b",
    "a/./b",
    ".hidden",
    "a b",
    "a%2fb",
    "a\\b",
    "",
  ]) {
    const state = { ...fullState, manifest: { ...fullState.manifest, key } };
    assert.throws(() => readState(JSON.stringify(state), "state.json"), DocumentError, key);
  }
});

test("jobs wait for other jobs of their plan only, and no two build one entry", () => {
  const [first, second] = fullPlan.jobs;
  assert.ok(first && second);
  const plan = (jobs: unknown) => JSON.stringify({ ...fullPlan, jobs });
  assert.throws(() => readBuildPlan(plan([first]), "plan"), /waits for "libfoo"/);
  assert.throws(
    () => readBuildPlan(plan([{ ...second, waitsFor: ["libfoo"] }]), "plan"),
    /waits for "libfoo"/,
  );
  assert.throws(() => readBuildPlan(plan([second, second]), "plan"), /two jobs build "libfoo"/);
});

test("a manifest that lists a package twice is refused: pacman could not use its database", () => {
  const [entry] = fullManifest.entries;
  assert.ok(entry?.built && entry.failure);
  const renamed = {
    ...entry,
    entry: "b",
    built: { ...entry.built, entry: "b" },
    failure: { ...entry.failure, entry: "b" },
  };
  const manifest = { ...fullManifest, entries: [entry, renamed] };
  assert.throws(
    () => readManifest(JSON.stringify(manifest), "manifest"),
    /"libsigc\+\+-3\.0" stands in it twice/,
  );
  const strange = { ...fullManifest, entries: [{ ...entry, entry: "c" }] };
  assert.throws(() => readManifest(JSON.stringify(strange), "manifest"), /"c" holds the build of another/);
});

test("whatever JSON arrives, it is refused with a DocumentError of bounded length", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), fc.string({ unit: "binary", maxLength: 3000 }), (json, text) => {
      for (const source of [
        json,
        JSON.stringify({ ...fullResult, entry: text }),
        JSON.stringify({ [text]: 1 }),
      ]) {
        try {
          readBuildResult(source, "result.json");
        } catch (error) {
          assert.ok(error instanceof DocumentError);
          assert.ok(error.message.length < 1500, error.message);
        }
      }
    }),
  );
});

test("a definition means the same in every schema", () => {
  const folder = new URL("../../../schema/", import.meta.url);
  const known = new Map<string, { file: string; definition: unknown }>();
  for (const file of ["build-plan", "build-result", "state", "manifest", "detection"].map(
    (name) => `${name}.schema.json`,
  )) {
    assert.ok(readdirSync(folder).includes(file));
    const { definitions } = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
    for (const [name, definition] of Object.entries(definitions)) {
      const first = known.get(name) ?? { file, definition };
      assert.deepEqual(definition, first.definition, `"${name}" differs between ${first.file} and ${file}`);
      known.set(name, first);
    }
  }
});

test("the schemas know the phases of a build, and no others", () => {
  for (const file of ["build-result", "manifest"]) {
    const url = new URL(`../../../schema/${file}.schema.json`, import.meta.url);
    assert.deepEqual(JSON.parse(readFileSync(url, "utf8")).definitions.phase.enum, PHASES);
  }
});

test("every schema is one by its own dialect, in ajv's strict mode", () => {
  const folder = new URL("../../../schema/", import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith(".schema.json"));
  const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  const schemas = Object.fromEntries(files.map((file) => [file, read(file)]));
  const ajv = new Ajv({ allowUnionTypes: true, schemas });
  for (const file of files) assert.ok(ajv.getSchema(file), file);
});

test("a manifest of 10,000 packages is validated in a fraction of a second", () => {
  const [entry] = fullManifest.entries;
  assert.ok(entry?.built && entry.failure);
  const { built, failure } = entry;
  const entries = Array.from({ length: 10_000 }, (_, index) => {
    const name = `package-${index}`;
    const packages = built.packages.map((published) => ({ ...published, pkgname: name }));
    return {
      ...entry,
      entry: name,
      built: { ...built, entry: name, packages },
      failure: { ...failure, entry: name },
    };
  });
  const text = writeDocument({ ...fullManifest, entries });
  readManifest(text, "warm-up");
  // Of this thread, JSON.parse of the 28 MB included: a busy machine makes nothing slower here.
  const before = process.threadCpuUsage();
  readManifest(text, "manifest");
  const { user, system } = process.threadCpuUsage(before);
  assert.ok(user + system < 600_000, `took ${user + system} µs`);
});
