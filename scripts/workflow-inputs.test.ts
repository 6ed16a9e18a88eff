import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inputProblems, readTriggers, type Triggers } from "./workflow-inputs.ts";

const triggersOf = async (workflow: string): Promise<Triggers> =>
  readTriggers(await readFile(join(import.meta.dirname, `../.github/workflows/${workflow}.yml`), "utf8"));

test("inputs are read from the workflows as they are", async () => {
  const store = await triggersOf("store");
  assert.deepEqual(store.events, ["schedule", "workflow_dispatch"]);
  assert.deepEqual(Object.fromEntries(store.inputs), {
    verb: { type: "choice", required: true, options: ["verify", "rollback", "release", "prune"] },
    arguments: { type: "string", required: false, options: [] },
  });
  const { events, inputs } = await triggersOf("build");
  assert.deepEqual(events, ["push", "schedule", "workflow_dispatch"]);
  assert.deepEqual([...inputs.keys()], ["packages", "rebuild", "from-heads", "remove"]);
  assert.deepEqual(readTriggers("on: push\njobs: {}\n"), { events: [], inputs: new Map() });
});

test("what a workflow does not know is refused with what was meant", async () => {
  const triggers = { store: await triggersOf("store"), build: await triggersOf("build") };
  const asked = (workflow: "store" | "build", event: string, ...words: string[]) =>
    inputProblems(triggers[workflow], { workflow, event, words }).join("\n");
  const dispatch = "workflow_dispatch";
  assert.equal(asked("store", dispatch, "verb=rollback", "arguments=jq 1.7-1"), "");
  assert.equal(asked("build", "push"), "");
  const refused = [
    [
      asked("build", dispatch, "package=x"),
      /^unknown input "package"; did you mean packages\? .* and remove\)$/,
    ],
    [asked("build", dispatch, "rebuild=yes"), /^rebuild cannot be "yes" \(it is true or false\)$/],
    [asked("build", "push", "packages=x"), /scripts\/act build workflow_dispatch packages=x$/],
    [asked("build", "schedul"), /^build has no event "schedul"; did you mean schedule\?/],
    [asked("store", dispatch, "verb=verfy"), /^verb cannot be "verfy"; did you mean verify\? .* or prune\)$/],
    [asked("store", dispatch, "verb=publish"), /^verb cannot be "publish" \(/],
    [asked("store", dispatch), /^store wants verb=verify, rollback, release or prune$/],
    [asked("store", "verify"), /^store has no event "verify"; did you mean verb=verify\?/],
    [asked("store", dispatch, "prune"), /^"prune" is no input: write verb=prune\nstore wants verb=/],
  ] as const;
  for (const [said, words] of refused) assert.match(said, words);
});
