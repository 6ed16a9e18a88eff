import assert from "node:assert/strict";
import { test } from "node:test";
import { filterRules, removalRules } from "./firewall-rules.ts";

const FILTER = {
  chain: "ar00000000-1",
  bridge: "br-1",
  resolvers: ["10.0.0.53"],
  allowed: [{ name: "mirror", address: "192.168.7.7" }],
  forwardHooks: ["FORWARD", "DOCKER-USER"],
};

test("what is allowed comes before what is refused, and the chain is complete before it is hooked in", () => {
  const rules = filterRules(FILTER).split("\n");
  const at = (part: string) => rules.findIndex((rule) => rule.includes(part));
  assert.ok(at("-d 10.0.0.53 -p udp --dport 53") < at("-d 10.0.0.0/8"));
  assert.ok(at("-d 192.168.7.7 -p tcp -j ACCEPT") < at("-d 192.168.0.0/16"));
  assert.ok(at("--dst-type LOCAL") > 0);
  for (const hook of ["INPUT", "FORWARD", "DOCKER-USER"]) {
    assert.ok(at(`-I ${hook} -i br-1 `) > at("-d 240.0.0.0/4"), hook);
  }
});

test("only rules of the chain itself are taken back, not those of one whose name begins alike", () => {
  const listing = [
    "-P FORWARD DROP",
    "-N ar00000000-1",
    "-N ar00000000-12",
    "-A FORWARD -i br-1 -m comment --comment ar00000000-1 -j ar00000000-1",
    "-A FORWARD -i br-12 -m comment --comment ar00000000-12 -j ar00000000-12",
    "-A ar00000000-1 -d 10.0.0.0/8 -j REJECT",
  ].join("\n");
  assert.equal(
    removalRules("filter", listing, "ar00000000-1"),
    [
      "*filter",
      "-D FORWARD -i br-1 -m comment --comment ar00000000-1 -j ar00000000-1",
      "-F ar00000000-1",
      "-X ar00000000-1",
      "COMMIT",
      "",
    ].join("\n"),
  );
  assert.equal(removalRules("filter", listing, "ar00000000-9"), "");
});
