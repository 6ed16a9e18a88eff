import { prunedMemory, sourceOf } from "../lib/detection/index.ts";
import type { Detection, Memory, RememberedAur } from "../lib/documents/index.ts";
import type { PackagesYaml } from "../lib/packages-yaml/index.ts";
import { type AurWord, askAur, aurPackageOf, rememberedAur } from "./ask-aur.ts";
import { WHOLE_ALLOWANCE_BYTES } from "./changed-files.ts";
import { findHeads, type Head, type TrackedEntry } from "./find-heads.ts";
import { type EntryToLookAt, type LookedAt, lookAtEntry, pinOf } from "./look-at-entry.ts";
import type { ReadRequest } from "./read-request.ts";

/** Copies, containers and reviews at the same time. */
const AT_ONCE = 6;

/**
 * What moved upstream since the pins: which commits may be proposed, their reviews, and what to remember. Entries
 * without `ref` get a first review; branches, tags and local folders are left alone. An entry that cannot be read is
 * an outcome like others. Throws nothing but the signal's reason.
 */
export async function readUpstream(request: ReadRequest): Promise<Detection> {
  const notes: string[] = [];
  const noting = {
    ...request,
    note: (text: string) => {
      notes.push(text);
      request.note(text);
    },
  };
  const entries = trackedEntries(request.packagesYaml);
  const aurWord = await askAur(request.aur, request.memory, entries);
  if (aurWord.silence !== null) noting.note(`the AUR did not say what moved: ${aurWord.silence}`);
  const heads = await findHeads(noting, entries, aurWord);
  const looked = await lookAtAll(noting, { entries, heads, aurWord });
  const detected = entries.flatMap(({ name }) => looked.get(name)?.detected ?? []);
  const memory = memoryAfter(request, { entries, heads, aurWord, looked });
  return { commit: request.commit, entries: detected, notes, memory };
}

/** What branches and tags lead to, plan finds out; a local folder is built as it stands. */
function trackedEntries({ entries }: PackagesYaml): readonly TrackedEntry[] {
  return entries.flatMap((entry) => {
    const { source, ref } = entry;
    return "git" in source && (ref === null || ref.kind === "commit") ? [{ ...entry, source }] : [];
  });
}

type Found = {
  readonly entries: readonly TrackedEntry[];
  readonly heads: ReadonlyMap<string, Head>;
  readonly aurWord: AurWord;
};

async function lookAtAll(request: ReadRequest, found: Found): Promise<ReadonlyMap<string, LookedAt>> {
  const looked = new Map<string, LookedAt>();
  const allowance = { bytes: WHOLE_ALLOWANCE_BYTES };
  const left = [...found.entries];
  const work = async (): Promise<void> => {
    for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
      const head = found.heads.get(entry.name) ?? { kind: "none", reason: "its remote was not asked" };
      const aur = aurFactsOf(request, entry, found.aurWord);
      looked.set(entry.name, await lookAtEntry(request, { entry, head, aur }, allowance));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return looked;
}

function aurFactsOf(request: ReadRequest, entry: TrackedEntry, word: AurWord): EntryToLookAt["aur"] {
  if (aurPackageOf(request.aur, entry) === null) return null;
  const now = word.facts.get(entry.name) ?? null;
  if (now === null) return "unknown";
  const { reviewed } = rememberedAur(request.memory.aur[entry.name], {
    facts: now,
    pin: pinOf(entry),
    wasAsked: false,
  });
  return { now, before: entry.ref === null ? null : reviewed };
}

function memoryAfter(
  { memory, packagesYaml }: ReadRequest,
  { entries, heads, aurWord, looked }: Found & { readonly looked: ReadonlyMap<string, LookedAt> },
): Memory {
  const aur = entries.flatMap((entry): [string, RememberedAur][] => {
    const facts = aurWord.facts.get(entry.name);
    const before = memory.aur[entry.name];
    if (facts === undefined) return before === undefined ? [] : [[entry.name, before]];
    const head = heads.get(entry.name);
    const wasAsked = head?.kind === "head" && head.from === "remote";
    return [[entry.name, rememberedAur(before, { facts, pin: pinOf(entry), wasAsked })]];
  });
  const after: Memory = {
    ...memory,
    etag: aurWord.etag,
    seen: Object.fromEntries(entries.map(({ name }) => [name, looked.get(name)?.seen ?? []])),
    sources: Object.fromEntries(entries.map((entry) => [entry.name, sourceOf(entry)])),
    aur: Object.fromEntries(aur),
  };
  return prunedMemory(after, packagesYaml.entries);
}
