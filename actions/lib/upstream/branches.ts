import {
  type Comparison,
  type ComparisonRequest,
  compareTrees,
  type Survey,
  type SurveyRequest,
  survey,
} from "./branch-history.ts";
import type { GitSettings } from "./git.ts";
import { openExchange } from "./https-exchange.ts";
import { type Newest, newestCommits } from "./newest-commits.ts";
import { PACE, type Pace, politeHosts } from "./polite-hosts.ts";
import { openRemoteRepository, type RemoteRepository } from "./remote-repository.ts";
import type { TrackedBranch } from "./tracked-branch.ts";

/** What moves upstream: branches of many remotes, asked in parallel, politely, and again where that may help. */
export type Branches = {
  /** Newest commit of each branch, in the order given; one that fails is an answer like the others. */
  newestCommits(branches: readonly TrackedBranch[]): Promise<readonly Newest[]>;
  /** Where commits stand to an entry's branch, and what its folder is there. Throws an UpstreamError. */
  survey(request: SurveyRequest): Promise<Survey>;
  /** An entry's folder at two commits. Throws an UpstreamError. */
  compareTrees(request: ComparisonRequest): Promise<Comparison>;
};

export type BranchesSettings = Omit<GitSettings, "folder" | "input"> & {
  /** Where copies of remotes are kept between runs. */
  readonly cacheFolder: string;
  /** A test's own. */
  readonly pace?: Partial<Pace>;
  /** Milliseconds for each answer over HTTPS; a test's own. */
  readonly answerWithin?: number;
};

export function openBranches(settings: BranchesSettings): Branches {
  const cache: GitSettings = { ...settings, folder: settings.cacheFolder };
  const exchange = openExchange(settings);
  const hosts = politeHosts({ ...PACE, ...settings.pace }, settings.signal);
  const repositories = new Map<string, Promise<RemoteRepository>>();
  const queue = new Map<string, Promise<unknown>>();

  /** One git at a time for each remote: entries of one many-package repository share a copy. */
  function withCopy<T>(url: string, work: (repository: RemoteRepository) => Promise<T>): Promise<T> {
    const turn = async () => {
      const opened = repositories.get(url) ?? openRemoteRepository(cache, url);
      repositories.set(url, opened);
      const repository = await opened;
      return await hosts.ask(url, () => work(repository));
    };
    const done = (queue.get(url) ?? Promise.resolve()).then(turn, turn);
    queue.set(url, done);
    return done;
  }

  return {
    newestCommits: (branches) => newestCommits({ settings: cache, exchange, hosts }, branches),
    survey: (request) => withCopy(request.source.git, (copy) => survey(copy, request)),
    compareTrees: (request) => withCopy(request.source.git, (copy) => compareTrees(copy, request)),
  };
}
