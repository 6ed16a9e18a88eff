import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SeenCommit } from "../documents/index.ts";
import { chooseCandidate, type Sightings } from "./index.ts";

const DAY = 86_400_000;
const NOW = new Date("2026-11-22T12:00:00Z");

test("a commit is held until its cooldown is over, and proposed then", () => {
  const seen = [commit("p", 9, "a"), commit("c", 2, "b")];
  const held = choose({ seen });
  assert.deepEqual(held, { kind: "held", held: [{ commit: "c", first: ago(2), until: ago(-1) }] });
  const later = choose({ seen, now: ago(-1) });
  assert.deepEqual(later, { kind: "proposed", commit: "c", first: ago(2), newer: [] });
});

test("the newest commit whose cooldown is over is proposed, and newer ones are named", () => {
  const seen = [commit("p", 9, "a"), commit("c", 8, "b"), commit("d", 4, "c"), commit("e", 1, "d")];
  const chosen = choose({ seen });
  assert.deepEqual(chosen, {
    kind: "proposed",
    commit: "d",
    first: ago(4),
    newer: [{ commit: "e", first: ago(1), until: ago(-2) }],
  });
});

test("a commit that a newer one took back to the pin's folder is dropped, however old it is", () => {
  const seen = [commit("p", 9, "a"), commit("evil", 8, "b"), commit("back", 0, "a")];
  assert.deepEqual(choose({ seen }), { kind: "unchanged" });
  const again = choose({ seen: [...seen, commit("new", 4, "c")] });
  assert.equal(again.kind === "proposed" && again.commit, "new");
});

test("what moves elsewhere in a many-package repository neither changes a proposal nor holds it", () => {
  const seen = [commit("p", 9, "a"), commit("c", 5, "b"), commit("d", 1, "b"), commit("e", 0, "b")];
  assert.deepEqual(choose({ seen }), { kind: "proposed", commit: "c", first: ago(5), newer: [] });
});

test("the cooldown counts from the AUR's LastModified where that is later, but never from the future", () => {
  const seen = [commit("p", 9, "a"), commit("c", 5, "b")];
  const modified = (days: number) => choose({ seen, lastModified: ago(days).getTime() / 1000 });
  assert.deepEqual(modified(1), { kind: "held", held: [{ commit: "c", first: ago(5), until: ago(-2) }] });
  for (const days of [8, 4, -400]) assert.equal(modified(days).kind, "proposed");
});

test("a first review and a waived cooldown wait for nothing", () => {
  const seen = [commit("c", 5, "b"), commit("d", 0, "c")];
  const first = choose({ pin: null, seen });
  assert.deepEqual(first, { kind: "proposed", commit: "d", first: ago(0), newer: [] });
  const waived = choose({ seen: [commit("p", 9, "a"), ...seen], cooldownSeconds: 0 });
  assert.equal(waived.kind === "proposed" && waived.commit, "d");
});

test("a commit that a person rejected is not proposed again, and none before it either", () => {
  const seen = [commit("p", 9, "a"), commit("c", 8, "b"), commit("d", 4, "c"), commit("e", 1, "d")];
  const chosen = choose({ seen, rejected: ["d"] });
  assert.ok(chosen.kind === "rejected" && chosen.commit === "d" && chosen.newer[0]?.commit === "e");
  assert.equal(choose({ seen, rejected: ["d"], now: ago(-5) }).kind, "proposed");
});

test("what was proposed by a waiver stays proposed when the waiver is gone", () => {
  const seen = [commit("p", 9, "a"), commit("c", 8, "b"), commit("d", 1, "c"), commit("e", 0, "d")];
  const chosen = choose({ seen, proposed: "d" });
  assert.ok(chosen.kind === "proposed" && chosen.commit === "d" && chosen.newer[0]?.commit === "e");
});

test("over any history a proposal differs from the pin, is ripe, and is followed by unripe commits alone", () => {
  fc.assert(
    fc.property(histories(), (sightings) => {
      const chosen = chooseCandidate(sightings);
      const { seen, now } = sightings;
      const at = (name: string) => seen.findIndex((one) => one.commit === name);
      const pinTree = seen[0]?.tree;
      const afterRevert = seen.findLastIndex(({ tree }) => tree === pinTree);
      if (chosen.kind === "unchanged") return assert.equal(seen.at(-1)?.tree, pinTree);
      const waiting = chosen.kind === "held" ? chosen.held : chosen.newer;
      for (const { commit: name, until } of waiting) assert.ok(at(name) > afterRevert && until > now);
      if (chosen.kind === "held") return assert.ok(waiting.length > 0);
      const index = at(chosen.commit);
      assert.ok(index > afterRevert && seen[index]?.tree !== pinTree);
      assert.ok(Date.parse(seen[index]?.first ?? "") + sightings.cooldownSeconds * 1000 <= now.getTime());
      assert.ok(waiting.every((one) => at(one.commit) > index));
      const folders = new Set(
        seen.slice(index).map(({ tree }, step, rest) => `${tree} ${rest[step - 1]?.tree}`),
      );
      assert.ok(waiting.length <= folders.size);
    }),
  );
});

test("whoever pushes without end holds back nothing: what was seen first ripens first", () => {
  fc.assert(
    fc.property(histories(), fc.nat(1000), (sightings, more) => {
      const later = new Date(sightings.now.getTime() + sightings.cooldownSeconds * 1000);
      const pushed = { commit: "pushed", first: later.toISOString(), tree: `new-${more}` };
      const chosen = chooseCandidate({ ...sightings, now: later, seen: [...sightings.seen, pushed] });
      const before = chooseCandidate({ ...sightings, now: later });
      if (before.kind === "proposed")
        assert.ok(chosen.kind === "proposed" && chosen.commit === before.commit);
    }),
  );
});

/** A pin and heads after it, each seen some time after the one before, with folders that come again. */
function histories(): fc.Arbitrary<Sightings> {
  const step = fc.record({ hours: fc.integer({ min: 0, max: 100 }), tree: fc.constantFrom("a", "b", "c") });
  return fc
    .tuple(
      fc.array(step, { maxLength: 12 }),
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 10 }),
    )
    .map(([steps, hours, days]) => {
      let time = NOW.getTime();
      const seen: SeenCommit[] = [{ commit: "p", first: NOW.toISOString(), tree: "a" }];
      for (const [at, { hours: after, tree }] of steps.entries()) {
        time += after * 3_600_000;
        seen.push({ commit: `c${at}`, first: new Date(time).toISOString(), tree });
      }
      const now = new Date(time + hours * 3_600_000);
      return {
        pin: "p",
        seen,
        rejected: [],
        proposed: null,
        cooldownSeconds: days * 86_400,
        lastModified: null,
        now,
      };
    });
}

function choose(sightings: Partial<Sightings>) {
  const usual = {
    pin: "p",
    seen: [],
    rejected: [],
    proposed: null,
    cooldownSeconds: 3 * 86_400,
    lastModified: null,
    now: NOW,
  };
  return chooseCandidate({ ...usual, ...sightings });
}

function commit(name: string, days: number, tree: string): SeenCommit {
  return { commit: name, first: ago(days).toISOString(), tree };
}

function ago(days: number): Date {
  return new Date(NOW.getTime() - days * DAY);
}
