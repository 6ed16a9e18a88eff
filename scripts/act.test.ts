import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, cp, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "..");

/** What it needs. */
const COPIED = [
  ...["scripts/act", "scripts/act-payload.ts", "scripts/workflow-inputs.ts", "scripts/setup"],
  ...["actions/lib/spelling", ".github"],
];

/** In place of act: what it would give to every job, and what to those alone that ask for it. */
const ACT = `#!/bin/bash
printf '%s\\n' "$@" >words
env >environment
while [[ $1 != --secret-file ]]; do shift; done
cp "$2" secrets-given
`;

test("secrets reach act in a file, and no job by its environment", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "autorepo-act-"));
  const at = (name: string) => join(folder.path, name);
  for (const name of COPIED) await cp(join(ROOT, name), at(name), { recursive: true });
  await writeFile(at("act"), ACT);
  await chmod(at("act"), 0o755);
  await writeFile(at(".secrets"), "AWS_REGION=auto");
  const key = 'BEGIN "$key"\\\nEND';
  const env = {
    ...process.env,
    ...{ PATH: `${folder.path}:${process.env.PATH}`, AUTOREPO_PRIVATE_HOSTS: "a=192.0.2.1" },
    ...{ AUTOREPO_SIGNING_KEY: key, AWS_SECRET_ACCESS_KEY: "not named", OWN: "own secret" },
  };
  const options = ["--secret", "AUTOREPO_SIGNING_KEY", "-sOWN", "--secret", "PLAIN=x", "--json"];
  execFileSync(at("scripts/act"), ["build", "--", ...options], { env, stdio: "ignore" });

  const wrong = spawnSync(at("scripts/act"), ["store", "verb=verfy"], { env, encoding: "utf8" });
  assert.deepEqual([wrong.status, /did you mean verify/.test(wrong.stderr)], [2, true], wrong.stderr);

  const [words, given, jobs] = await Promise.all(
    ["words", "secrets-given", "environment"].map((name) => readFile(at(name), "utf8")),
  );
  assert.ok(words?.endsWith("--secret\nGITHUB_TOKEN=\n--secret\nPLAIN=x\n--json\n"), words);
  assert.equal(
    given,
    'AWS_REGION=auto\nAUTOREPO_SIGNING_KEY="BEGIN \\"\\$key\\"\\\\\\nEND"\nOWN="own secret"\n',
  );
  assert.match(jobs ?? "", /^AUTOREPO_PRIVATE_HOSTS=a=192\.0\.2\.1$/m);
  assert.doesNotMatch(jobs ?? "", /BEGIN|not named|own secret/);
});
