import { evaluateTree } from "../lib/building/index.ts";
import type { Manifest, Metadata } from "../lib/documents/index.ts";
import type { Entry } from "../lib/packages-yaml/index.ts";
import { type Evaluation, metadataOf, PkgbuildError } from "../lib/pkgbuild/index.ts";
import type { EntryTree } from "../lib/planning/index.ts";
import { type Sandbox, SandboxError } from "../lib/sandbox/index.ts";
import type { PackageTree, Upstream } from "../lib/upstream/index.ts";
import { knownTree } from "./known-trees.ts";
import type { MetadataCache } from "./metadata-cache.ts";

export type TreeLookup = {
  readonly entries: readonly Entry[];
  readonly manifest: Manifest | null;
  readonly upstream: Upstream;
  readonly cache: MetadataCache;
  /** Opened only when something has to be evaluated. */
  readonly sandbox: () => Promise<Sandbox>;
  readonly signal: AbortSignal;
  readonly note: (text: string) => void;
};

/** Fetches and evaluations at the same time: polite to hosts, and a container each. */
const AT_ONCE = 6;

/**
 * The tree and metadata of every entry that may be built, by entry. One that cannot be read has a problem in
 * words instead, and never stops the others.
 *
 * @throws SandboxError where this machine cannot evaluate anything at all
 */
export async function lookUpTrees(lookup: TreeLookup): Promise<ReadonlyMap<string, EntryTree>> {
  const trees = new Map<string, EntryTree>();
  const left = [...lookup.entries];
  const work = async (): Promise<void> => {
    for (let entry = left.shift(); entry !== undefined; entry = left.shift()) {
      const tree = await lookUpTree(lookup, entry).catch((error) => {
        left.length = 0;
        throw error;
      });
      if (tree !== null) trees.set(entry.name, tree);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return trees;
}

/** null: a git entry without a reviewed pin, which is not looked at. */
async function lookUpTree(lookup: TreeLookup, entry: Entry): Promise<EntryTree | null> {
  if (entry.ref === null && "git" in entry.source) return null;
  const known = knownTree(lookup.manifest, entry);
  if (known !== null) return known;
  try {
    const tree = await lookup.upstream.tree(entry);
    return { commit: tree.commit, tree: tree.tree, metadata: await metadataFor(lookup, entry, tree) };
  } catch (error) {
    lookup.signal.throwIfAborted();
    if (error instanceof SandboxError && error.code !== "container") throw error;
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function metadataFor(lookup: TreeLookup, entry: Entry, tree: PackageTree): Promise<Metadata> {
  const published = lookup.manifest?.entries.find((candidate) => candidate.entry === entry.name);
  if (published?.metadata?.tree === tree.tree) return published.metadata;
  const cached = await lookup.cache.get(tree.tree);
  if (cached !== null) return cached;
  const problem = await lookup.cache.problem(tree.tree);
  if (problem !== null) throw new Error(problem);
  const sandbox = await lookup.sandbox();
  lookup.note(`evaluating ${entry.name}`);
  const metadata = metadataOf(await evaluated(lookup, sandbox, tree), tree.tree);
  await lookup.cache.set(metadata);
  return metadata;
}

/** What bash and makepkg's rules say of a PKGBUILD they say again; a container that broke says nothing of it. */
async function evaluated(
  { cache, signal }: TreeLookup,
  sandbox: Sandbox,
  tree: PackageTree,
): Promise<Evaluation> {
  try {
    return await evaluateTree(sandbox, tree, signal);
  } catch (error) {
    if (error instanceof Error && error.cause instanceof PkgbuildError) {
      await cache.setProblem(tree.tree, error.message);
    }
    throw error;
  }
}
