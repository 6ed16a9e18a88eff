import assert from "node:assert/strict";
import { test } from "node:test";
import { completeCommands } from "./suggested-commands.ts";
import { VERBS } from "./verbs/verbs.ts";

const RUN = "build it again: `scripts/autorepo run --rebuild --packages jq`";

test("a suggested command leads to the packages.yaml and the store that were named", () => {
  const complete = completeCommands({ manifest: "other.yaml", store: "file:../out", yes: true }, VERBS);
  assert.equal(
    complete(RUN),
    "build it again: `scripts/autorepo run --manifest other.yaml --store file:../out --rebuild --packages jq`",
  );
  assert.equal(complete("`scripts/autorepo add jq`"), "`scripts/autorepo add --manifest other.yaml jq`");
  const heads = completeCommands({ "from-heads": true }, VERBS);
  assert.equal(heads("scripts/autorepo verify, add"), "scripts/autorepo verify --from-heads, add");
});

test("what is no command of ours stays, and so does all of it where nothing was named", () => {
  const complete = completeCommands({ manifest: "a b's.yaml" }, VERBS);
  assert.equal(complete("`scripts/autorepo plan`"), "`scripts/autorepo plan --manifest 'a b'\\''s.yaml'`");
  for (const text of ["another scripts/autorepo works there", "usage: scripts/autorepo plan [--json]"])
    assert.equal(complete(text), text);
  assert.equal(completeCommands({ jobs: "2" }, VERBS)(RUN), RUN);
});
