import assert from "node:assert/strict";
import { test } from "node:test";
import { buildPlan } from "./schedule.ts";
import { openWorkshop, pkgbuild, planOf, type SmallPackage } from "./small-package.ts";

/** Tells in its log in which of its functions there is any network interface but the loopback. */
const curious = `online() { grep -qv -e lo: -e '|' /proc/net/dev && echo "$1 is online" || echo "$1 is offline"; }
prepare() { online prepare; }
build() { online build; }`;

test("the network is there in the phases that the entry's level names, and gone afterwards", async () => {
  const packages = (["none", "prepare", "build"] as const).map(
    (network): SmallPackage => ({
      name: `at-${network}`,
      pkgbuild: pkgbuild(`at-${network}`, curious),
      entry: { settings: { network }, tests: ["! grep -qv -e lo: -e '|' /proc/net/dev"] },
    }),
  );
  await using workshop = await openWorkshop(packages);
  const seen = new Map<string, string>();
  const progress = {
    ...workshop.context.progress,
    output: (entry: string, chunk: Uint8Array) =>
      void seen.set(entry, (seen.get(entry) ?? "") + new TextDecoder().decode(chunk)),
  };
  const finished = await buildPlan(planOf(packages), { ...workshop.context, progress, jobs: 3 });
  for (const { result } of finished) assert.equal(result.outcome, "built", result.reason);
  const told = (entry: string) => (seen.get(entry) ?? "").match(/\w+ is (on|off)line/g);
  assert.deepEqual(told("at-none"), ["prepare is offline", "build is offline"]);
  assert.deepEqual(told("at-prepare"), ["prepare is online", "build is offline"]);
  assert.deepEqual(told("at-build"), ["prepare is online", "build is online"]);
});
