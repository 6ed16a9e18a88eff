import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(import.meta.resolve("../main.ts"));

function shell(command: string) {
  const script = `"${process.execPath}" "${PROGRAM}" ${command}`;
  return spawnSync("bash", ["-o", "pipefail", "-c", script], { encoding: "utf8" });
}

test("a reader that has seen enough is no failure", () => {
  const { status, stderr } = shell("--help | true");
  assert.deepEqual([status, stderr], [0, ""]);
});

test("results that cannot be written are, and that is said", () => {
  const { status, stderr } = shell("--help >/dev/full");
  assert.deepEqual([status, stderr], [4, "what was printed is lost: the disk is full\n"]);
});
