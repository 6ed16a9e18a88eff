import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest, PublishedEntry } from "../lib/documents/index.ts";
import type { CollectedResult, Publication } from "../lib/publishing/index.ts";
import {
  MOST_RECIPE_CHANGE_BYTES,
  RECIPE_CHANGE_FILE,
  type RecipeChange,
  readRecipeChange,
} from "../lib/recipe-change/index.ts";
import { changesPlace, html, webLink } from "../lib/report/index.ts";
import type { Store } from "../lib/store/index.ts";
import type { PackageTree } from "../lib/upstream/index.ts";
import { manifestBefore } from "./manifest-before.ts";

export type ChangesRequest = {
  readonly store: Store;
  readonly publication: Publication;
  readonly results: readonly CollectedResult[];
  /** The run in the report; `url` null: on a machine of one's own. */
  readonly run: { readonly id: string; readonly time: string; readonly url: string | null };
  readonly warn: (text: string) => void;
};

/**
 * Writes a page of what changed in the recipe of each result whose pin moved, rendered here from both versions as bytes;
 * answers their entries. What a build handed over is shown only where it is what was published and what was built, by
 * git's ids of the folders.
 */
export async function writeChanges(request: ChangesRequest): Promise<readonly string[]> {
  const found = await Promise.all(request.results.map(readBytes));
  const handed = found.filter((each) => each !== null);
  if (handed.length === 0) return [];
  const before = await manifestBefore(request.store, request.publication);
  const written = await Promise.all(handed.map((each) => tryToWrite(request, each, before)));
  return written.filter((entry) => entry !== null);
}

type Handed = { readonly collected: CollectedResult; readonly bytes: Uint8Array };

/** null: there is no page of it. */
async function tryToWrite(
  request: ChangesRequest,
  { collected, bytes }: Handed,
  before: Manifest | null,
): Promise<string | null> {
  const { entry, tree: to, commit } = collected.result;
  try {
    const published = before?.entries.find((each) => each.entry === entry) ?? null;
    const change = readRecipeChange(bytes, { from: published?.built?.tree ?? "", to });
    requireCommit(change.from, published?.built?.commit ?? null);
    requireCommit(change.to, commit);
    await writePage(request, collected, { change, published });
    return entry;
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    request.warn(`${entry} has no page of what changed: ${said}`);
    return null;
  }
}

/** The page names it: another one would lead whoever looks it up astray. */
function requireCommit({ commit }: PackageTree, known: string | null): void {
  if (commit !== known) throw new Error(`it names the commit ${commit}, not ${known}`);
}

async function readBytes(collected: CollectedResult): Promise<Handed | null> {
  const file = join(collected.folder, RECIPE_CHANGE_FILE);
  const size = await stat(file).then(
    (found) => found.size,
    () => null,
  );
  if (size === null || size > MOST_RECIPE_CHANGE_BYTES) return null;
  return { collected, bytes: await readFile(file) };
}

type Shown = { readonly change: RecipeChange; readonly published: PublishedEntry | null };

async function writePage(
  { store, run }: ChangesRequest,
  { result }: CollectedResult,
  { change, published }: Shown,
): Promise<void> {
  // Only a run in which a pin moved needs it.
  const { bareDiffPage } = await import("../lib/diff-page/index.ts");
  const { path, trail } = changesPlace(run, result.entry);
  const from = published?.built?.packages[0]?.version ?? null;
  const to = result.packages[0]?.version ?? result.metadata?.version ?? null;
  const page = bareDiffPage({
    ...{ name: result.entry, trail, versions: { from, to }, ...change },
    about: html`What was published, compared with what this run built. ${reviewOf(run.url, result.entry)}`,
  });
  const headers = { contentType: "text/html; charset=utf-8", cacheControl: "no-cache" } as const;
  await store.put(path, new TextEncoder().encode(page), headers);
}

/** Where the change was proposed and judged: GitHub finds it by its branch. */
function reviewOf(run: string | null, entry: string) {
  const [, repository] = /^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\/actions\/runs\/\d+$/.exec(run ?? "") ?? [];
  if (repository === undefined) return null;
  const query = new URLSearchParams({ q: `is:pr head:autorepo/update/${entry}` });
  return html`What the review found stands in ${webLink(`${repository}/pulls?${query}`, "its pull request")}.`;
}
