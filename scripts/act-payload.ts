import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { inputProblems, readTriggers } from "./workflow-inputs.ts";

/**
 * `act-payload.ts WORKFLOW.yml EVENT BRANCH [NAME=VALUE...]` prints the event that GitHub would send; act ignores inputs that
 * do not come with it, and asks nobody whether the workflow knows them. What it does not know ends with exit code 2.
 */
const [file = "", event = "", branch = "", ...words] = process.argv.slice(2);
const workflow = basename(file, ".yml");
const problems = inputProblems(readTriggers(readFileSync(file, "utf8")), { workflow, event, words });
if (problems.length > 0) {
  process.stderr.write(problems.map((problem) => `act: ${problem}\n`).join(""));
  process.exit(2);
}
const inputs = Object.fromEntries(
  words.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
);
const repository = { default_branch: branch };
process.stdout.write(JSON.stringify({ act: true, ref: `refs/heads/${branch}`, inputs, repository }));
