import assert from "node:assert/strict";
import { test } from "node:test";
import * as detection from "./detection-samples.ts";
import {
  DocumentError,
  type Manifest,
  readBuildPlan,
  readBuildResult,
  readDetection,
  readManifest,
  readMemory,
  readMetadata,
  readReview,
  readSignedState,
  readState,
  writeDocument,
  writeManifest,
} from "./index.ts";
import * as sample from "./samples.ts";

const documents = [
  { name: "build plan", read: readBuildPlan, samples: [sample.fullPlan, sample.sparsePlan] },
  { name: "build result", read: readBuildResult, samples: [sample.fullResult, sample.sparseResult] },
  { name: "metadata", read: readMetadata, samples: [sample.fullMetadata] },
  { name: "state", read: readState, samples: [sample.fullState, sample.sparseState] },
  {
    name: "signed state",
    read: readSignedState,
    samples: [sample.fullSignedState, sample.sparseSignedState],
  },
  { name: "manifest", read: readManifest, samples: [sample.fullManifest, sample.sparseManifest] },
  { name: "detection", read: readDetection, samples: [detection.fullDetection, detection.sparseDetection] },
  { name: "review", read: readReview, samples: [detection.fullReview, detection.sparseReview] },
  { name: "memory", read: readMemory, samples: [detection.fullMemory, detection.sparseMemory] },
];

for (const { name, read, samples } of documents) {
  test(`a ${name} comes back as it was written, from text and from bytes`, () => {
    for (const value of samples) {
      const text = writeDocument(value);
      assert.deepEqual(read(text, "it"), value);
      assert.deepEqual(read(Buffer.from(text), "it"), value);
      assert.ok(text.endsWith("\n}\n"));
    }
  });

  test(`a ${name} without one of its fields, or with one renamed or added, is refused`, () => {
    for (const value of samples) {
      for (const { path, removed, renamed } of withoutEachField(value)) {
        assert.throws(() => read(JSON.stringify(removed), "it"), DocumentError, `without ${path}`);
        assert.throws(() => read(JSON.stringify(renamed), "it"), DocumentError, `with ${path} renamed`);
      }
    }
  });

  test(`no field of a ${name} takes a value of another type`, () => {
    for (const value of samples) {
      for (const { path, field } of eachField(value)) {
        const strange = typeof field === "object" && field !== null ? "text" : { strange: true };
        const changed = withValueAt(value, path, strange);
        assert.throws(() => read(JSON.stringify(changed), "it"), DocumentError, path.join("."));
      }
    }
  });
}

test("a manifest is written as it is read, or not at all", () => {
  for (const manifest of [sample.fullManifest, sample.sparseManifest]) {
    assert.deepEqual(readManifest(writeManifest(manifest, "it"), "it"), manifest);
    for (const { path, field } of eachField(manifest)) {
      const strange = typeof field === "number" ? Number.NaN : undefined;
      const changed = withValueAt(manifest, path, strange) as typeof manifest;
      assert.throws(() => writeManifest(changed, "it"), DocumentError, path.join("."));
    }
    const twice = { ...manifest, entries: [...manifest.entries, ...manifest.entries] };
    if (twice.entries.length > 0) assert.throws(() => writeManifest(twice, "it"), { code: "inconsistent" });
    assert.throws(() => writeManifest(withStrangeEntry(manifest), "it", manifest.entries), {
      code: "invalid",
    });
  }
});

function withStrangeEntry(manifest: Manifest): Manifest {
  const strange = sample.sparseManifest.entries.map((entry) => ({ ...entry, entry: "not a name" }));
  return { ...manifest, entries: [...manifest.entries, ...strange] };
}

type Path = readonly string[];

/** Their keys are names. */
const MAPS = ["highest", "seen", "rejected", "sources", "aur"];

/** Every field of every object in a document, but for those of maps. */
function eachField(value: unknown, path: Path = []): { path: Path; field: unknown }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) => {
    const here = [...path, key];
    const named = Array.isArray(value) || MAPS.includes(path.at(-1) ?? "") ? [] : [{ path: here, field }];
    return [...named, ...eachField(field, here)];
  });
}

function withoutEachField(value: unknown): { path: string; removed: unknown; renamed: unknown }[] {
  return eachField(value).map(({ path }) => {
    const [removed, renamed] = [structuredClone(value), structuredClone(value)];
    const last = path.at(-1) ?? "";
    delete parentIn(removed, path)[last];
    const parent = parentIn(renamed, path);
    parent[`${last}2`] = parent[last];
    return { path: path.join("."), removed, renamed };
  });
}

function withValueAt(value: unknown, path: Path, strange: unknown): unknown {
  const changed = structuredClone(value);
  parentIn(changed, path)[path.at(-1) ?? ""] = strange;
  return changed;
}

function parentIn(value: unknown, path: Path): Record<string, unknown> {
  let parent = value as Record<string, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  return parent;
}
