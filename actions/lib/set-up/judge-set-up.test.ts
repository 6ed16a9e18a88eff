import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TRIAL_STATUS } from "../forge/index.ts";
import { anyFacts, leavesOf } from "./any-facts.ts";
import { judgeSetUp, lacksSomething, nextStep } from "./judge-set-up.ts";
import { REQUIRED_CHECK } from "./look-at-git-hub.ts";
import { setUpSummary } from "./summary.ts";

test("every fact is one finding, and what does not hold or is not seen comes with a remedy", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const findings = judgeSetUp(facts);
      const said = new Map(findings.map((finding) => [finding.id, finding]));
      const leaves = leavesOf(facts);
      assert.deepEqual([...said.keys()].toSorted(), [...leaves.keys()].toSorted());
      for (const [id, { is }] of leaves) {
        const { status, remedies, says } = said.get(id) ?? assert.fail(id);
        assert.equal(status, { yes: "found", no: "missing", unseen: "unseen" }[is], id);
        assert.equal(remedies.length > 0, is !== "yes", id);
        assert.ok(says.length > 0 && !says.includes("undefined") && !says.includes("[object"), says);
      }
    }),
  );
});

test("the next step is never something that is found, and exists whenever something is missing", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const findings = judgeSetUp(facts);
      const next = nextStep(findings);
      assert.notEqual(next?.status, "found");
      assert.equal(
        next === null,
        findings.every(({ status, needed }) => status === "found" || (status === "unseen" && !needed)),
      );
      if (lacksSomething(findings)) assert.ok(next?.needed && next.status === "missing");
    }),
  );
});

test("a summary counts what it tells, and opens as many folds as it closes", () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const findings = judgeSetUp(facts);
      const summary = setUpSummary(findings);
      const missing = findings.filter(({ status }) => status === "missing").length;
      if (missing > 0) assert.ok(summary.includes(`<summary>Missing: ${missing}</summary>`));
      assert.equal(summary.split("<details").length, summary.split("</details>").length);
    }),
  );
});

test("the required check is the one that trials report", () => {
  assert.equal(REQUIRED_CHECK, TRIAL_STATUS);
});
