import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { after, before, test } from "node:test";
import fc from "fast-check";
import { rolldown } from "rolldown";
import { parse } from "yaml";
import * as detection from "../actions/lib/documents/detection-samples.ts";
import * as documents from "../actions/lib/documents/samples.ts";
import type { Validator } from "../actions/lib/json-schema/index.ts";
import { compiledValidators } from "./compiled-validators.ts";

const root = dirname(import.meta.dirname);
const files = globSync("actions/lib/*/validators.ts", { cwd: root });
const rooms = files.map((file) => basename(dirname(file))).sort();

type Validators = Readonly<Record<string, Validator>>;
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "compiled-validators-"));
  const input = Object.fromEntries(rooms.map((room) => [room, `actions/lib/${room}/validators.ts`]));
  const bundle = await rolldown({ cwd: root, input, platform: "node", plugins: [compiledValidators] });
  await bundle.write({
    dir: folder,
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
    minify: true,
  });
});

after(() => rm(folder, { recursive: true }));

test("the bundle compiles no schema", async () => {
  assert.deepEqual(rooms, ["documents", "notice", "packages-yaml", "recipe-change", "report"]);
  for (const file of globSync("*.mjs", { cwd: folder }))
    assert.doesNotMatch(await readFile(join(folder, file), "utf8"), /new Function|strictTypes/, file);
});

test("a document is taken or refused by the bundle as by the sources, and for the same reasons", async () => {
  const samples = [...Object.values(documents), ...Object.values(detection)];
  await saysTheSame("documents", samples);
});

test("so is packages.yaml", async () => {
  const examples = globSync("schema/examples/valid/*.yaml", { cwd: root });
  const written = await Promise.all(examples.map((file) => readFile(join(root, file), "utf8")));
  const wholes = written.map((text) => parse(text));
  const entries = wholes.flatMap(({ packages }) => Object.values(packages ?? {}));
  await saysTheSame("packages-yaml", [...wholes, ...entries]);
});

/** Of the samples, and of each with any one value in it replaced, or a field more. */
async function saysTheSame(room: string, samples: readonly unknown[]): Promise<void> {
  const { validators: source }: { validators: Validators } = await import(
    `../actions/lib/${room}/validators.ts`
  );
  const { validators: bundled }: { validators: Validators } = await import(join(folder, `${room}.mjs`));
  assert.deepEqual(Object.keys(bundled), Object.keys(source));
  const agree = (value: unknown) => {
    for (const [name, validator] of Object.entries(source))
      assert.deepEqual(verdict(bundled[name], value), verdict(validator, value), name);
  };
  samples.forEach(agree);
  const places = samples.flatMap((sample) => placesIn(sample).map((place) => ({ sample, place })));
  fc.assert(
    fc.property(fc.constantFrom(...places), strange, ({ sample, place }, value) =>
      agree(withValueAt(sample, place, value)),
    ),
    { numRuns: 1000 },
  );
}

const strange = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom("x".repeat(30_000), "a\n", "../a", "__proto__", [1, 1], ["a", "a"], -1, 1.5),
);

function verdict(validate: Validator | undefined, value: unknown) {
  return validate?.(value) ? "taken" : validate?.errors;
}

type Place = readonly string[];

/** Of every value in it, and of a field that is not there. */
function placesIn(value: unknown, place: Place = []): readonly Place[] {
  if (typeof value !== "object" || value === null) return [place];
  const within = Object.entries(value).flatMap(([key, part]) => placesIn(part, [...place, key]));
  return [place, [...place, "unknown"], ...within];
}

function withValueAt(value: unknown, [key, ...rest]: Place, strange: unknown): unknown {
  if (key === undefined) return strange;
  const changed = Array.isArray(value) ? [...value] : { ...(value as object) };
  return Object.assign(changed, { [key]: withValueAt(Reflect.get(changed, key), rest, strange) });
}
