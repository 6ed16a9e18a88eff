/**
 * run-tests FILE...: runs the test files, as many at a time as there are processors. `node --test` sorts them by name,
 * and then one long story that begins last keeps all other processors waiting.
 */
import { availableParallelism } from "node:os";
import { argv } from "node:process";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** Folders whose tests build packages in containers, the longest first. */
const LONG = ["test/stories/", "actions/lib/building/", "actions/lib/sandbox/", "actions/lib/publishing/"];
const MILLISECONDS_PER_FILE = 900_000;

run({
  files: argv.slice(2).toSorted((one, other) => rank(one) - rank(other)),
  // Tests that build run containers of their own: more at once than processors only makes them wait.
  concurrency: availableParallelism(),
  timeout: MILLISECONDS_PER_FILE,
})
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(spec)
  .pipe(process.stdout);

function rank(file: string): number {
  const index = LONG.findIndex((folder) => file.startsWith(folder));
  return index === -1 ? LONG.length : index;
}
