import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parsePrivateHosts } from "./private-hosts.ts";
import { SandboxError } from "./sandbox-error.ts";

test("hosts are pairs of name and address, with commas between", () => {
  assert.deepEqual(parsePrivateHosts(" mirror.lan=10.0.0.2 ,git=192.168.1.1,"), [
    { name: "mirror.lan", address: "10.0.0.2" },
    { name: "git", address: "192.168.1.1" },
  ]);
  assert.deepEqual(parsePrivateHosts(""), []);
});

for (const text of [
  "mirror",
  "=10.0.0.1",
  "a=b",
  "a=10.0.0",
  "a=10.0.0.1=2",
  "-j=10.0.0.1",
  "a=127.0.0.1",
  "a=::1",
]) {
  test(`${JSON.stringify(text)} is refused, quoted, with an example`, () => {
    assert.throws(
      () => parsePrivateHosts(`good=10.0.0.1,${text}`),
      (error: unknown) =>
        error instanceof SandboxError &&
        error.code === "private-hosts" &&
        error.message.includes(JSON.stringify(text)) &&
        error.message.includes("mirror.lan="),
    );
  });
}

test("what is accepted can stand in a rule and in /etc/hosts as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."a1.-= ,\n:/;$") }), (text) => {
      try {
        for (const { name, address } of parsePrivateHosts(text)) {
          assert.match(name, /^[a-z0-9][a-z0-9.-]*$/);
          assert.match(address, /^[0-9.]+$/);
        }
      } catch (error) {
        assert.ok(error instanceof SandboxError);
      }
    }),
  );
});
