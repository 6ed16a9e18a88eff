import assert from "node:assert/strict";
import { test } from "node:test";
import { aManifest, aPublishedEntry } from "../../../test/report-facts.ts";
import { removalToConfirm } from "./planned-removal.ts";

const names = ["jq", "yq", "fq", "shelf-keyring"];
const published = {
  repositoryName: "shelf",
  manifest: aManifest(names.map((name) => aPublishedEntry(name))),
};
const removed = (pkgname: string, withBuildOf: string | null = null) => {
  return { pkgname, withBuildOf, reason: "no longer listed" };
};

test("of more than half of the names, the repository's own keyring aside, somebody has to say that they may go", () => {
  const removes = [removed("jq"), removed("yq")];
  assert.deepEqual(removalToConfirm({ removes, jobs: [] }, published), {
    count: 2,
    words: "2 of 3 published names are no longer listed in packages.yaml: jq, yq",
  });
  assert.equal(removalToConfirm({ removes: removes.slice(1), jobs: [] }, published), null);
  assert.equal(removalToConfirm({ removes, jobs: [] }, { ...published, manifest: null }), null);
});

test("a name that goes with a build counts where that build is planned", () => {
  const removes = [removed("jq"), removed("yq", "fq")];
  assert.equal(removalToConfirm({ removes, jobs: [] }, published), null);
  const jobs = [{ entry: "fq" }];
  assert.equal(removalToConfirm({ removes, jobs }, published)?.count, 2);
});
