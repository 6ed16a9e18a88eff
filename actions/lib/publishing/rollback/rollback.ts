import path from "node:path";
import type { Manifest, PublishedEntry } from "../../documents/index.ts";
import { vercmp } from "../../pkgbuild/index.ts";
import { listed, unlistedNames } from "../../planning/index.ts";
import { type Decision, unchangedDecision } from "../deciding/decide.ts";
import { requireExactChange } from "../deciding/invariant.ts";
import { publishedNames, requireConfirmedRemoval } from "../deciding/names.ts";
import { changesBetween, type VersionChange } from "../history.ts";
import { withoutKeyring } from "../keyring/keyring.ts";
import type { CandidatePackage, Publication, RemovedName, Tip } from "../publication.ts";
import { type ChangeRequest, publishDecision } from "../publish-decision.ts";
import { keptManifests } from "../state/kept-manifests.ts";
import { publishingWorkspace } from "../workspace.ts";
import { type FetchProgress, keptPackages, requireKept } from "./kept-packages.ts";
import { type RolledBack, rollBack } from "./roll-back.ts";
import {
  findTarget,
  type RollbackTarget,
  type RollbackWish,
  requireListed,
  wishWords,
} from "./rollback-wish.ts";

export type RollbackRequest = ChangeRequest & {
  readonly wish: RollbackWish;
  /** Confirmed number of names to remove, where more than half would go; null: none. */
  readonly remove: number | null;
  readonly progress: FetchProgress;
};

/** A name that a rollback changed, and why it goes back with what was asked for; null: it was asked for. */
export type RollbackStep = VersionChange & { readonly because: string | null };

export type Rollback = Publication & {
  readonly steps: readonly RollbackStep[];
  /** Names that were published then, and are not now, and that packages.yaml no longer lists: they were not brought back. */
  readonly unlisted: readonly { readonly pkgname: string; readonly version: string }[];
};

/**
 * Publishes what an earlier generation had, or an earlier version of one package with all that has to go with it, as a
 * new generation, and holds every entry it changed on the ref that packages.yaml names now.
 *
 * @throws PublishingError, StoreError: clients see what they saw before
 */
export async function rollback(request: RollbackRequest): Promise<Rollback> {
  const { store, wish, progress } = request;
  await using workspace = await publishingWorkspace();
  const kept = keptPackages(store, { folder: path.join(workspace.folder, "restored"), progress });
  let told: Pick<Rollback, "steps" | "unlisted"> = { steps: [], unlisted: [] };
  const decide = async (manifest: Manifest, tip: Tip): Promise<Decision> => {
    const target = await findTarget(wish, ownManifests(request, manifest));
    if (target === "published") return { ...unchangedDecision(manifest), notes: [alreadyThere(wish)] };
    const facts = { request, manifest, target, tip };
    const back = backTo(facts);
    requireListed(wish, target, back);
    told = { steps: stepsOf(manifest, back), unlisted: back.unlisted.map(nameAndVersion) };
    if (back.changed.length === 0)
      return { ...unchangedDecision(manifest), notes: [nothingBack(wish, back)] };
    await requireKept(store, back.restored, { target: target.manifest, newest: manifest });
    return await decisionOf({ ...facts, back, added: await kept.fetch(back.restored) });
  };
  return { ...(await publishDecision({ request, workspace: workspace.folder, decide })), ...told };
}

/** Keys are not rolled back: a package of them that clients no longer trust would lock them out. */
async function* ownManifests(
  { store, repositoryName }: RollbackRequest,
  newest: Manifest,
): AsyncGenerator<Manifest, void, undefined> {
  for await (const manifest of keptManifests(store, newest)) yield withoutKeyring(manifest, repositoryName);
}

type Facts = {
  readonly request: RollbackRequest;
  /** What is published. */
  readonly manifest: Manifest;
  readonly target: RollbackTarget;
  readonly tip: Tip;
};

function backTo({ request, manifest, target, tip }: Facts): RolledBack {
  const { entries } = tip.packagesYaml;
  const time = request.now.toISOString();
  return rollBack({ current: manifest, target: target.manifest, tip: entries, time }, target.entry);
}

function alreadyThere(wish: RollbackWish): string {
  return `${wishWords(wish)} is what is published: there is nothing to take back`;
}

function nothingBack(wish: RollbackWish, { unlisted }: RolledBack): string {
  if (unlisted.length === 0) return alreadyThere(wish);
  return `packages.yaml lists nothing of ${wishWords(wish)} that is not published already: list again what is to come back`;
}

function stepsOf(manifest: Manifest, { entries, along }: RolledBack): readonly RollbackStep[] {
  const reasons = new Map(along.map(({ entry, reason }) => [entry, reason]));
  return changesBetween(manifest, { entries }).map((change) => ({
    ...change,
    because: reasons.get(change.entry) ?? null,
  }));
}

async function decisionOf(
  facts: Facts & { readonly back: RolledBack; readonly added: readonly CandidatePackage[] },
): Promise<Decision> {
  const { request, manifest, target, back, added } = facts;
  const removed = removedBy(manifest, back.entries, target.manifest.generation);
  const because = `were not in generation ${target.manifest.generation}`;
  const published = publishedNames(manifest.entries).size;
  requireConfirmedRemoval(removed, { published, confirmed: request.remove, because });
  requireExactChange({
    before: manifest.entries,
    after: back.entries,
    added: new Map(back.restored.map(({ pkgname, object }) => [pkgname, object])),
    removed: new Set(removed.map(({ pkgname }) => pkgname)),
  });
  const notes = [...(await tipNotes(facts)), ...leavingNotes(facts, back), ...clientNotes(manifest, back)];
  return { ...unchangedDecision(manifest), notes, entries: back.entries, added, removed };
}

function removedBy(
  manifest: Manifest,
  entries: readonly PublishedEntry[],
  generation: number,
): readonly RemovedName[] {
  const after = publishedNames(entries);
  const gone = [...publishedNames(manifest.entries).values()].filter(
    ({ published }) => !after.has(published.pkgname),
  );
  return gone.map(({ published }) => ({
    ...nameAndVersion(published),
    reason: `generation ${generation} did not have it`,
  }));
}

async function tipNotes({ manifest, tip }: Facts): Promise<readonly string[]> {
  const { commit } = manifest;
  if (commit === null || tip.commit === null || (await tip.descendsFrom(commit))) return [];
  return [`packages.yaml at ${tip.commit} does not come after ${commit}, which was published last`];
}

/** Of what went back, names that will not stay. */
function leavingNotes({ tip }: Facts, { entries, restored }: RolledBack): readonly string[] {
  const wentBack = new Set(restored.map(({ pkgname }) => pkgname));
  const leaving = unlistedNames(entries, tip.packagesYaml.entries)
    .map(({ published }) => published.pkgname)
    .filter((pkgname) => wentBack.has(pkgname));
  if (leaving.length === 0) return [];
  const them = leaving.length > 1 ? "them" : "it";
  return [`packages.yaml no longer lists ${listed(leaving)}: a later publication takes ${them} away`];
}

/** What a rollback does not do by itself on the machines of users. */
function clientNotes(manifest: Manifest, { entries }: RolledBack): readonly string[] {
  const changes = changesBetween(manifest, { entries });
  const isOlder = changes.some(({ from, to }) => from !== null && to !== null && vercmp(to, from) < 0);
  return isOlder ? ["clients take the older versions with `pacman -Syuu`; `-Syu` keeps the newer ones"] : [];
}

function nameAndVersion({ pkgname, version }: { pkgname: string; version: string }) {
  return { pkgname, version };
}
