import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const SCREEN = fileURLToPath(import.meta.resolve("./screen.ts"));

/** In a process of its own, since the environment has a say: what is coloured where these are terminals. */
function coloured(
  terminals: { out: boolean; err: boolean },
  variables: Readonly<Record<string, string>> = {},
) {
  const script = `
    const { openScreen } = await import(${JSON.stringify(SCREEN)});
    const { out, err } = ${JSON.stringify(terminals)};
    const { colour, progressColour } = openScreen({ isTTY: out }, { isTTY: err }, false);
    process.stdout.write(JSON.stringify({ results: colour, progress: progressColour }));`;
  const env = { PATH: process.env.PATH, TERM: "xterm", ...variables };
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { env });
  return JSON.parse(`${stdout}`);
}

test("results in a file hold no colours, though the progress beside them has some", () => {
  assert.deepEqual(coloured({ out: true, err: true }), { results: true, progress: true });
  assert.deepEqual(coloured({ out: false, err: true }), { results: false, progress: true });
  assert.deepEqual(coloured({ out: true, err: false }), { results: true, progress: false });
  const none = { results: false, progress: false };
  assert.deepEqual(coloured({ out: true, err: true }, { NO_COLOR: "1" }), none);
  assert.deepEqual(coloured({ out: true, err: true }, { TERM: "dumb" }), none);
});
