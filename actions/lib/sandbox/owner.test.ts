import assert from "node:assert/strict";
import { test } from "node:test";
import { isDead, thisOwner } from "./owner.ts";

test("a process that lives is not dead, and two owners have different names", async () => {
  const [one, other] = [await thisOwner(), await thisOwner()];
  assert.notEqual(one.id, other.id);
  assert.ok(one.label.endsWith(one.id));
  assert.match(one.label, /^[A-Za-z0-9._-]+$/);
  assert.equal(await isDead(one.label), false);
});

test("a process that is gone, or whose number another one has now, is dead", async () => {
  const [host, boot, namespace, pid, start, id] = (await thisOwner()).label.split("_");
  const label = (...changed: unknown[]) => changed.join("_");
  assert.equal(await isDead(label(host, boot, namespace, 2 ** 22 + 1, start, id)), true);
  assert.equal(await isDead(label(host, boot, namespace, pid, Number(start) - 1, id)), true);
  assert.equal(await isDead(label(host, "another", namespace, pid, start, id)), true);
});

test("of another host, another pid namespace or a label that is not ours nothing is known", async () => {
  const [host, boot, , pid, start, id] = (await thisOwner()).label.split("_");
  assert.equal(await isDead(`elsewhere_${boot}_1_${pid}_${Number(start) - 1}_${id}`), false);
  assert.equal(await isDead(`${host}_${boot}_1_${pid}_${Number(start) - 1}_${id}`), false);
  assert.equal(await isDead("made by somebody else"), false);
});
