import assert from "node:assert/strict";
import { test } from "node:test";
import { aRun, inputsOf } from "../../test/report-facts.ts";
import type { BuildPlan } from "../lib/documents/index.ts";
import { planSummary } from "./plan-summary.ts";

const names = (count: number) => Array.from({ length: count }, (_, at) => `p${at}`);

function planOf(changes: Partial<BuildPlan>): string {
  const plan = { ...aRun([]).plan, ...changes };
  return planSummary({ plan, left: 0, publishes: true, state: null, removal: null });
}

test("a plan of one package says why and what is missing, in one screen", () => {
  const missing = ["a", "b"].map((entry) => ({
    entry,
    dependency: "libx",
    command: "scripts/autorepo add libx",
  }));
  assert.equal(
    planOf({ jobs: [jobOf("yay")], missing }),
    `## Plan: 1 to build

### To build

| Entry | Why | After | Last time |
| --- | --- | --- | --- |
| yay | never published |  |  |

### Missing dependencies

| What | Needed by | What to do |
| --- | --- | --- |
| libx | a and b | scripts/autorepo add libx |

`,
  );
});

test("who signed what is published is said before anything is built", () => {
  const state = { generation: 3, signedBy: { primary: "AB".repeat(20), subkey: "CD".repeat(20) } };
  const { plan } = aRun([]);
  const signed = planSummary({ plan, left: 0, publishes: true, state, removal: null });
  assert.match(signed, /generation 3, signed by the key `(AB){20}`\./);
  const unsigned = planSummary({
    plan,
    left: 0,
    publishes: true,
    state: { ...state, signedBy: null },
    removal: null,
  });
  assert.doesNotMatch(unsigned, /signed by/);
});

test("what publish will refuse is said with what confirms it", () => {
  const removal = { count: 2, words: "2 of 3 published names are no longer listed in packages.yaml: a, b" };
  const { plan } = aRun([]);
  const said = planSummary({ plan, left: 0, publishes: true, state: null, removal });
  assert.match(said, /Publish refuses this unless the input `remove` of the run is 2: 2 of 3 .*: a, b\.\n/);
});

test("of a thousand that rest, what is broken is named first and what is unchanged counted last", () => {
  const rests = names(1000).map((entry) => ({ entry, standing: "rests", reason: "unchanged" }) as const);
  const failed = {
    entry: "paru",
    standing: "waits",
    reason: "failed with these inputs: next when they change",
  } as const;
  const broken = {
    entry: "greeter",
    standing: "waits",
    reason: "broken: greeter needs libgreeting.so=1-64; unchanged",
  } as const;
  const rows = planOf({ idle: [...rests, failed, broken] })
    .split("\n")
    .slice(6);
  assert.deepEqual(rows.slice(0, 2), [
    "| greeter | broken: greeter needs libgreeting.so=1-64; unchanged |",
    "| paru | failed with these inputs: next when they change |",
  ]);
  assert.deepEqual(rows.slice(3, 4), ["### Nothing to do: 1000"]);
  assert.match(rows[7] ?? "", /^\| p0, p1, .* p11 and 988 more \| unchanged \|$/);
});

test("a job that waits for many names a few, and of many jobs all are there", () => {
  const jobs = names(300).map((entry, at) => ({ ...jobOf(entry), waitsFor: names(at) }));
  const summary = planOf({ jobs });
  assert.match(summary, /\| p1 \| never published \| p0 \|/);
  assert.match(summary, /\| p299 \| never published \| p0, p1, p2 and 296 more \|/);
  assert.match(summary, /<summary>250 more<\/summary>/);
});

function jobOf(entry: string): BuildPlan["jobs"][number] {
  const rest = { waitsFor: [], conditional: false, withoutCheck: false, seconds: null };
  return { ...inputsOf(entry), reason: "never published", ...rest };
}
