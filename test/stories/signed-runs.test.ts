import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lockedAway, signingKey } from "../signing-keys.ts";
import { repositoryWorld } from "./repository-world.ts";

test("the command line publishes signed with the key of its environment, and never shows it", async () => {
  using world = repositoryWorld();
  world.list({});
  const passphrase = "correct horse battery staple";
  const key = await signingKey({ passphrase, name: "story" });
  const given = { AUTOREPO_SIGNING_KEY: key, AUTOREPO_SIGNING_PASSPHRASE: passphrase };
  const first = await world.run(["publish", "--json"], given);
  assert.equal(first.exit, 0, first.said);
  const { manifest, state } = JSON.parse(first.out);
  assert.deepEqual(
    manifest.entries.map(({ entry }: { entry: string }) => entry),
    ["story-keyring"],
  );
  assert.match(state.signedBy.primary, /^[0-9A-F]{40}$/);
  const page = readFileSync(join(world.folder, "public", "report", "index.html"), "utf8");
  assert.match(page, /SigLevel = Required DatabaseOptional/);
  assert.ok(page.includes(`pacman-key --lsign-key ${state.signedBy.primary}`));

  const runs = [first];
  runs.push(await world.run(["publish"], given));
  runs.push(await world.run(["report", "--json"], given));
  runs.push(await world.run(["verify"], given));
  assert.deepEqual(
    runs.map(({ exit }) => exit),
    [0, 0, 0, 0],
    runs.map(({ said }) => said).join("\n"),
  );
  const refused = await world.run(["publish"], { AUTOREPO_SIGNING_KEY: "" });
  assert.deepEqual([refused.exit, /is signed by .* set AUTOREPO_SIGNING_KEY/.test(refused.said)], [4, true]);
  assertHidden([...runs, refused], [passphrase, ...key.split("\n").slice(3, -3)]);
});

test("keys that do not fit stop the command line with what makes a right one, and nothing is written", async () => {
  using world = repositoryWorld();
  world.list({});
  const whole = await signingKey({ primary: "with its secret" });
  const locked = await signingKey({ passphrase: "correct horse battery staple" });
  const wrong: readonly ({ AUTOREPO_SIGNING_KEY: string } & Record<string, string>)[] = [
    { AUTOREPO_SIGNING_KEY: whole },
    { AUTOREPO_SIGNING_KEY: locked },
    { AUTOREPO_SIGNING_KEY: locked, AUTOREPO_SIGNING_PASSPHRASE: "battery staple" },
    { AUTOREPO_SIGNING_KEY: (await lockedAway(whole)).slice(0, 200) },
  ];
  for (const variables of wrong) {
    for (const words of [["publish"], ["run", "--json"]]) {
      const ended = await world.run(words, variables);
      assert.equal(ended.exit, 4, ended.said);
      assert.match(ended.said, /`gpg --/);
      assertHidden([ended], ["battery staple", ...variables.AUTOREPO_SIGNING_KEY.split("\n").slice(3, -3)]);
    }
  }
  const store = join(world.folder, "public");
  assert.deepEqual(existsSync(store) ? readdirSync(store) : [], []);
});

function assertHidden(
  runs: readonly { readonly out: string; readonly said: string }[],
  secrets: readonly string[],
): void {
  for (const { out, said } of runs) {
    for (const secret of secrets) assert.equal(`${out}${said}`.includes(secret), false);
  }
}
