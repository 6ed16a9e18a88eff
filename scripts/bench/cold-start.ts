/**
 * From the start of a process to an action's first line of work: each bundle is asked for something that it refuses
 * once it is loaded, its inputs are read and its work begins. Node alone stands beside it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const RUNS = 15;
const DIST = fileURLToPath(new URL("../../actions/dist/", import.meta.url));

/** What is refused in the first line of each action's own work. */
const REFUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  detect: { INPUT_STEP: "none" },
  plan: { INPUT_REBUILD: "perhaps" },
  build: { INPUT_STEP: "none" },
  publish: { INPUT_VERB: "none" },
};

const folder = mkdtempSync(join(tmpdir(), "cold-start-"));
const variables = {
  PATH: dirname(process.execPath),
  HOME: folder,
  GITHUB_REPOSITORY: "o/n",
  GITHUB_RUN_ID: "1",
};

function medianMilliseconds(words: readonly string[], given: Readonly<Record<string, string>>): number {
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    spawnSync(process.execPath, words, { cwd: folder, env: { ...variables, ...given } });
    return performance.now() - started;
  });
  return Math.round(times.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0);
}

const node = medianMilliseconds(["--eval", "0"], {});
const actions = Object.entries(REFUSED).map(([action, given]) => {
  const milliseconds = medianMilliseconds([join(DIST, `${action}.js`)], given);
  return { action, milliseconds, "of it Node alone": node, ratio: Number((milliseconds / node).toFixed(2)) };
});
console.table(actions);
rmSync(folder, { recursive: true });
