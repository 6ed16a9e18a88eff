import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwnerDead, ownedName } from "./index.ts";

test("a process that lives is not dead, and two names differ", async () => {
  const [one, other] = [await ownedName(), await ownedName()];
  assert.notEqual(one, other);
  assert.match(one, /^[A-Za-z0-9._-]+$/);
  assert.equal(await isOwnerDead(one), false);
});

test("a process that is gone, or whose number another one has now, is dead", async () => {
  const [host, boot, namespace, pid, start, id] = (await ownedName()).split("_");
  const name = (...changed: unknown[]) => changed.join("_");
  assert.equal(await isOwnerDead(name(host, boot, namespace, 2 ** 22 + 1, start, id)), true);
  assert.equal(await isOwnerDead(name(host, boot, namespace, pid, Number(start) - 1, id)), true);
  assert.equal(await isOwnerDead(name(host, "another", namespace, pid, start, id)), true);
});

test("of another host, another pid namespace or a name that is not ours nothing is known", async () => {
  const [host, boot, , pid, start, id] = (await ownedName()).split("_");
  assert.equal(await isOwnerDead(`elsewhere_${boot}_1_${pid}_${Number(start) - 1}_${id}`), false);
  assert.equal(await isOwnerDead(`${host}_${boot}_1_${pid}_${Number(start) - 1}_${id}`), false);
  assert.equal(await isOwnerDead("made by somebody else"), false);
});
