import assert from "node:assert/strict";
import { test } from "node:test";
import { readEnvironment } from "./environment.ts";

test("an engine that is not known is wrong use, and an empty variable is none", () => {
  assert.throws(() => readEnvironment({ AUTOREPO_ENGINE: "podmann" }), {
    exit: "wrongUse",
    message: /AUTOREPO_ENGINE is "podmann": write docker or podman/,
  });
  assert.equal(readEnvironment({ AUTOREPO_ENGINE: "" }).engine, null);
  assert.equal(readEnvironment({ AUTOREPO_ENGINE: "podman" }).engine, "podman");
});
