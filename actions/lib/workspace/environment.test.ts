import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment } from "./environment.ts";

test("an engine that is not known is wrong use, and an empty variable is none", () => {
  assert.throws(() => readEnvironment({ AUTOREPO_ENGINE: "podmann" }), {
    name: "SettingError",
    message: /AUTOREPO_ENGINE is "podmann": write docker or podman/,
  });
  assert.equal(readEnvironment({ AUTOREPO_ENGINE: "" }).engine, null);
  assert.equal(readEnvironment({ AUTOREPO_ENGINE: "podman" }).engine, "podman");
});

test("an AUR that cannot be asked is wrong use", () => {
  for (const url of ["nonsense", "ftp://aur.example", "file:///srv/aur", "http://aur.example"])
    assert.throws(
      () => readEnvironment({ AUTOREPO_AUR_URL: url }),
      { message: /write an https: address/ },
      url,
    );
  assert.equal(readEnvironment({ AUTOREPO_AUR_URL: "https://aur.example/" }).aurUrl, "https://aur.example");
});

test("secrets are absent where their variables are empty", () => {
  const { signingKey, signingPassphrase } = readEnvironment({ AUTOREPO_SIGNING_KEY: "" });
  assert.deepEqual([signingKey, signingPassphrase], [null, null]);
  const given = { AUTOREPO_SIGNING_KEY: "a key", AUTOREPO_SIGNING_PASSPHRASE: "a word" };
  const environment = readEnvironment(given);
  assert.deepEqual([environment.signingKey, environment.signingPassphrase], ["a key", "a word"]);
});

test("addresses that tests and mirrors stand in for have no slash at their end", () => {
  const usual = readEnvironment({});
  assert.equal(usual.aurMirror, "https://github.com/archlinux/aur.git");
  assert.deepEqual([usual.githubServerUrl, usual.githubToken], ["https://github.com", null]);
  const given = readEnvironment({
    AUTOREPO_AUR_MIRROR: "https://mirror.example/aur.git/",
    GITHUB_TOKEN: "t",
  });
  assert.deepEqual([given.aurMirror, given.githubToken], ["https://mirror.example/aur.git", "t"]);
});
