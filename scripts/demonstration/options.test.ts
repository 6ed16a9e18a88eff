import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { HELP, readOptions } from "./options.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "key", AWS_SECRET_ACCESS_KEY: "secret" };

test("without options the demo goes into the folder demo, by the command line", () => {
  assert.deepEqual(readOptions([], {}), {
    kind: "run",
    folder: resolve("demo"),
    bucket: null,
    workflows: false,
  });
});

test("a bucket, its address for clients and the workflows go together", () => {
  const words = [
    "--dir",
    "/elsewhere",
    "--store",
    "s3://bucket/some/where",
    "--url",
    "https://x.test",
    "--act",
  ];
  assert.deepEqual(readOptions(words, KEYS), {
    kind: "run",
    folder: "/elsewhere",
    bucket: { store: "s3://bucket/some/where", url: "https://x.test" },
    workflows: true,
  });
});

test("help is given whatever else is asked, and names every option", () => {
  assert.deepEqual(readOptions(["--store", "nonsense", "--help"], {}), { kind: "help" });
  for (const option of ["--dir", "--store", "--url", "--act"]) assert.ok(HELP.includes(`  ${option} `));
});

const REFUSED: readonly [words: readonly string[], reason: RegExp][] = [
  [["--nonsense"], /--nonsense.*see demo --help/],
  [["folder"], /folder/],
  [["--dir", ""], /--dir is empty/],
  [["--store", "file:public"], /--store is "file:public": write s3:\/\/BUCKET\/PREFIX/],
  [["--store", "s3:///prefix"], /--store is "s3:\/\/\/prefix"/],
  [["--url", "https://x.test"], /--url is the address of a bucket.*--store/],
  [["--store", "s3://bucket", "--act"], /--act needs --url.*only publish has keys to s3:\/\/bucket/],
  [["--store", "s3://bucket", "--url", "x.test"], /--url is "x.test": write an address/],
];

for (const [words, reason] of REFUSED) {
  test(`demo ${words.join(" ")} is refused in words`, () => {
    const options = readOptions(words, KEYS);
    assert.match(options.kind === "refused" ? options.reason : "", reason);
  });
}

test("a bucket without keys is refused before anything is set up, naming what is missing", () => {
  const reasonWith = (environment: NodeJS.ProcessEnv) => {
    const options = readOptions(["--store", "s3://bucket"], environment);
    return options.kind === "refused" ? options.reason : null;
  };
  assert.match(reasonWith({}) ?? "", /set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to the keys of s3:/);
  assert.match(reasonWith({ ...KEYS, AWS_SECRET_ACCESS_KEY: "" }) ?? "", /set AWS_SECRET_ACCESS_KEY to/);
  assert.equal(reasonWith(KEYS), null);
});
