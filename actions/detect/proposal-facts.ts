import type { Detected, Detection } from "../lib/documents/index.ts";
import {
  conflicts,
  type EntryFacts,
  type Forge,
  holdsPersonsWork,
  type OpenProposal,
  type Proposal,
  readBranches,
  readOpenProposals,
  readPastProposals,
} from "../lib/forge/index.ts";
import { entryNamed, isOurEdit, type Manifest } from "./manifest-at.ts";

type Known = {
  readonly forge: Forge;
  readonly detection: Detection;
  readonly manifest: Manifest;
  readonly branches: ReadonlyMap<string, string>;
};

/**
 * What GitHub has for every entry that was detected or has an open pull request, in the order of packages.yaml. What
 * costs a request is asked only where the decision hangs on it.
 */
export async function readFacts(
  forge: Forge,
  { detection, manifest }: { readonly detection: Detection; readonly manifest: Manifest },
): Promise<readonly EntryFacts[]> {
  const open = new Map((await readOpenProposals(forge)).map((proposal) => [proposal.entry, proposal]));
  const detected = new Map(detection.entries.map((each) => [each.entry, each]));
  const known = { forge, detection, manifest, branches: await readBranches(forge) };
  const listed = manifest.value.entries.map(({ name }) => name);
  const names = new Set([...listed.filter((name) => detected.has(name) || open.has(name)), ...open.keys()]);
  const facts: EntryFacts[] = [];
  for (const name of names) {
    const proposal = open.get(name) ?? null;
    facts.push(await readEntryFacts(known, { name, proposal, detected: detected.get(name) ?? null }));
  }
  return facts;
}

type Asked = {
  readonly name: string;
  readonly proposal: Proposal | null;
  readonly detected: Detected | null;
};

async function readEntryFacts(known: Known, { name, proposal, detected }: Asked): Promise<EntryFacts> {
  const { forge, detection, manifest } = known;
  const candidate = detected?.outcome === "changed" ? (detected.review?.to ?? null) : null;
  const proposes = proposal?.marker?.commit === candidate;
  const past = candidate === null || proposes ? [] : await readPastProposals(forge, name);
  return {
    entry: entryNamed(manifest.value, name),
    detected,
    open: proposal === null ? null : await readOpen(known, proposal, candidate),
    past,
    rejected: detection.memory.rejected[name] ?? [],
    strayWork:
      proposal === null && candidate !== null && (await hasStrayWork(known, { name, candidate, past })),
  };
}

async function readOpen(known: Known, proposal: Proposal, candidate: string | null): Promise<OpenProposal> {
  const { head, marker, number, entry } = proposal;
  const isAsWritten = marker !== null && (head === marker.head || head === marker.before);
  const commits = marker === null ? seenCommits(known, entry) : [marker.commit];
  const personsWork = !isAsWritten && (await isPersons(known, { entry, head, commits }));
  const mayStay = marker !== null && marker.commit === candidate && head !== marker.before && !personsWork;
  return { ...proposal, personsWork, conflicts: mayStay && (await conflicts(known.forge, number)) };
}

/** A branch that outlived its pull request, or was left by a run that was cut off before it opened one. */
async function hasStrayWork(
  known: Known,
  {
    name,
    candidate,
    past,
  }: { readonly name: string; readonly candidate: string; readonly past: readonly Proposal[] },
): Promise<boolean> {
  const head = known.branches.get(name);
  if (head === undefined || past.some((proposal) => proposal.state === "merged" && proposal.head === head))
    return false;
  const proposed = past.flatMap(({ marker }) => (marker === null ? [] : [marker.commit]));
  return await isPersons(known, {
    entry: name,
    head,
    commits: [candidate, ...proposed, ...seenCommits(known, name)],
  });
}

function seenCommits({ detection }: Known, entry: string): readonly string[] {
  return (detection.memory.seen[entry] ?? []).map(({ commit }) => commit);
}

async function isPersons(
  { forge, manifest }: Known,
  {
    entry,
    head,
    commits,
  }: { readonly entry: string; readonly head: string; readonly commits: readonly string[] },
): Promise<boolean> {
  return await holdsPersonsWork(forge, {
    head,
    base: manifest.base.branch,
    file: manifest.path,
    isOurEdit: (before, after) => isOurEdit(manifest, { before, after, entry, commits }),
  });
}
