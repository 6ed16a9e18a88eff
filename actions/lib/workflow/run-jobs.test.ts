import assert from "node:assert/strict";
import { test } from "node:test";
import { buildJobName, buildJobsOf, HAND_OVER_STEP, type JobRow } from "./run-jobs.ts";

type Sketch = {
  readonly entry: string;
  readonly attempt?: number;
  /** When it started, and when it handed over; null: it did not. */
  readonly from: string;
  readonly handedOver?: string | null;
  readonly conclusion?: "success" | "failure" | "cancelled" | "skipped";
};

function rowOf({ entry, attempt = 1, from, handedOver = null, conclusion = "success" }: Sketch): JobRow {
  const step = { name: HAND_OVER_STEP, conclusion: handedOver === null ? null : conclusion };
  return {
    name: buildJobName(entry),
    run_attempt: attempt,
    status: handedOver === null ? "in_progress" : "completed",
    started_at: from,
    steps: [
      { name: "Build", conclusion: "success" },
      { ...step, completed_at: handedOver },
    ],
  };
}

const told = (rows: readonly Sketch[]) =>
  buildJobsOf(rows.map(rowOf)).map(({ entry, attempt, handedOver }) => `${entry} ${attempt} ${handedOver}`);

test("a job handed over when its step of that name succeeded, and not before or otherwise", () => {
  assert.deepEqual(told([{ entry: "yay", from: "10:00", handedOver: "10:05" }]), ["yay 1 true"]);
  assert.deepEqual(told([{ entry: "yay", from: "10:00" }]), ["yay 1 false"]);
  for (const conclusion of ["failure", "cancelled", "skipped"] as const)
    assert.deepEqual(told([{ entry: "yay", from: "10:00", handedOver: "10:05", conclusion }]), [
      "yay 1 false",
    ]);
});

test("a job that was repeated counts for both attempts", () => {
  const rows: Sketch[] = [
    { entry: "yay", from: "10:00", handedOver: "10:05", conclusion: "failure" },
    { entry: "yay", attempt: 2, from: "11:00", handedOver: "11:05" },
  ];
  assert.deepEqual(told(rows), ["yay 1 false", "yay 2 true"]);
});

test("a job that was only listed again counts for the attempt it ran in, whichever is listed first", () => {
  const first: Sketch = { entry: "yay", from: "10:00", handedOver: "10:05" };
  const listedAgain = { ...first, attempt: 2 };
  const dated = { ...listedAgain, from: "11:00" };
  for (const rows of [
    [first, listedAgain],
    [listedAgain, first],
    [first, dated, { ...dated, attempt: 3 }],
  ])
    assert.deepEqual(told(rows), ["yay 1 true"]);
  // Steps of older attempts were missing once (r-universe-org/help 607).
  const { steps: _, ...bare } = rowOf(first);
  const [job] = buildJobsOf([bare, { ...rowOf(first), run_attempt: 2, steps: [] }]);
  assert.deepEqual([job?.attempt, job?.handedOver], [1, false]);
});

test("other jobs of the run are none that build", () => {
  assert.deepEqual(buildJobsOf([{ ...rowOf({ entry: "yay", from: "10:00" }), name: "publish" }]), []);
});
