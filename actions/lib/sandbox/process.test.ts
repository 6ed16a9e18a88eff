import assert from "node:assert/strict";
import { test } from "node:test";
import { run } from "./process.ts";

test("programs that drive containers see neither keys nor tokens of ours", async () => {
  const secrets = ["AUTOREPO_SIGNING_KEY", "AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "ACTIONS_RUNTIME_TOKEN"];
  for (const name of secrets) process.env[name] = `secret of ${name}`;
  const { stdout } = await run(["env"]);
  for (const name of secrets) delete process.env[name];
  assert.match(stdout, /^PATH=/m);
  assert.doesNotMatch(stdout, /secret of/);
});
