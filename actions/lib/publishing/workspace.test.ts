import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";
import { publishingWorkspace } from "./workspace.ts";

test("the workspace of a killed publisher is removed by the next one, a living one's is not", async () => {
  const program = `
    import { publishingWorkspace } from ${JSON.stringify(import.meta.resolve("./workspace.ts"))};
    import { mkdirSync } from "node:fs";
    const { folder } = await publishingWorkspace();
    mkdirSync(folder + "/databases");
    process.stdout.write(folder);`;
  const { stdout: left } = await promisify(execFile)(process.execPath, [
    "--input-type=module",
    "-e",
    program,
  ]);
  await using living = await publishingWorkspace();
  await using _next = await publishingWorkspace();
  assert.deepEqual([existsSync(left), existsSync(living.folder)], [false, true]);
});
