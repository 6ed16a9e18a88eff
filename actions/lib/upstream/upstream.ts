import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { GitSettings } from "./git.ts";
import { readLocalTree } from "./local-tree.ts";
import { askHeads, type MovingHead } from "./moving-heads.ts";
import { ownCommit, ownHistoryHolds } from "./own-history.ts";
import type { PackageTree } from "./package-tree.ts";
import { openRemoteRepository, type RemoteRepository } from "./remote-repository.ts";
import { readTree, resolveCommit, type Wanted } from "./remote-tree.ts";

/** Reads package folders of remotes and of this repository. */
export type Upstream = {
  /**
   * The folder an entry's `ref` leads to, or the same at a `commit` that a plan has resolved it to. A folder of
   * this repository is read as it stands. An entry with neither was not reviewed yet and is refused.
   */
  tree(entry: Entry, commit?: string | null): Promise<PackageTree>;
  /** Newest commits of moving sources, by source; those that did not answer are absent. */
  heads(sources: readonly MovingHead[]): Promise<ReadonlyMap<string, string>>;
  /** The commit of this repository at which `file` stands as it is; null where it is not committed. */
  ownCommit(file: string): Promise<string | null>;
  /** Whether what is checked out comes after a commit of this repository; true where a shallow checkout cannot tell. */
  ownHistoryHolds(commit: string): Promise<boolean>;
};

export type UpstreamSettings = Omit<GitSettings, "folder" | "input"> & {
  /** Where copies of remotes are kept between runs. */
  readonly cacheFolder: string;
  /** Folder of packages.yaml: where local folders are. */
  readonly folder: string;
};

export function openUpstream(settings: UpstreamSettings): Upstream {
  const cache: GitSettings = { ...settings, folder: settings.cacheFolder };
  const repositories = new Map<string, Promise<RemoteRepository>>();
  const queue = new Map<string, Promise<unknown>>();

  /** One git at a time for each remote: entries of one many-package repository share a copy. */
  function inTurn<T>(url: string, work: () => Promise<T>): Promise<T> {
    const done = (queue.get(url) ?? Promise.resolve()).then(work, work);
    queue.set(url, done);
    return done;
  }

  async function remoteTree(wanted: Wanted): Promise<PackageTree> {
    const { git, path } = wanted.source;
    const opened = repositories.get(git) ?? openRemoteRepository(cache, git);
    repositories.set(git, opened);
    const repository = await opened;
    return readTree(repository, await resolveCommit(repository, wanted), path);
  }

  return {
    tree({ name, source, ref }, commit = null) {
      if ("local" in source) return readLocalTree(settings, source.local);
      if (ref === null) throw new Error(`${name} has no ref: it is not built before its first review`);
      return inTurn(source.git, () => remoteTree({ source, ref, commit }));
    },
    ownCommit: (file) => ownCommit(settings, file),
    ownHistoryHolds: (commit) => ownHistoryHolds(settings, commit),
    heads: (sources) => askHeads({ ...cache, folder: settings.folder }, sources),
  };
}
