import { createHash } from "node:crypto";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type GitSettings, openGit } from "./git.ts";
import { gitWords } from "./git-words.ts";
import { UpstreamError } from "./upstream-error.ts";

/** A history of more than this is not fetched. */
const MOST_REPOSITORY_BYTES = 2 * 1024 * 1024 * 1024;
const WATCH_MILLISECONDS = 500;

/** A bare copy of one remote, kept between runs; `settings.folder` is its folder. */
export type RemoteRepository = { readonly url: string; readonly settings: GitSettings };

/** The copy of `url` below the cache folder that `settings` name; made when it is not there. */
export async function openRemoteRepository(settings: GitSettings, url: string): Promise<RemoteRepository> {
  const name = createHash("sha256").update(url).digest("hex").slice(0, 24);
  const repository = { url, settings: { ...settings, folder: join(settings.folder, "git", name) } };
  await initialise(repository);
  return repository;
}

/**
 * Fetches one ref ("HEAD", "refs/heads/x", "refs/tags/x") and answers the commit it leads to.
 *
 * @throws UpstreamError, see `UpstreamErrorCode`
 */
export async function fetchRef(repository: RemoteRepository, ref: string): Promise<string> {
  const refspec = `+${ref}:${trackedRef(ref)}`;
  try {
    await fetchBounded(repository, refspec);
  } catch (cause) {
    if (!leftByKilledRun(cause)) throw explained(repository.url, ref, cause);
    await rm(repository.settings.folder, { recursive: true, force: true });
    await initialise(repository);
    await fetchBounded(repository, refspec).catch((again) => {
      throw explained(repository.url, ref, again);
    });
  }
  const commit = await knownCommit(repository, ref);
  if (commit !== null) return commit;
  throw new UpstreamError("no-such-ref", `${ref} of ${repository.url} does not lead to a commit`);
}

/** Fetches a commit that no branch need hold, as most servers allow; false: this one does not serve it. */
export async function fetchCommit(repository: RemoteRepository, commit: string): Promise<boolean> {
  try {
    await fetchBounded(repository, `+${commit}:refs/autorepo/commits/${commit}`);
    return await holdsCommit(repository, commit);
  } catch (cause) {
    if (/not our ref|unadvertised object|couldn't find remote ref|no such remote ref/i.test(String(cause)))
      return false;
    throw explained(repository.url, commit, cause);
  }
}

/** Whether a commit is in the copy at hand. */
export async function holdsCommit(repository: RemoteRepository, commit: string): Promise<boolean> {
  const found = openGit(repository.settings).raw(["rev-parse", "--verify", "--quiet", `${commit}^{commit}`]);
  return (await found.catch(() => "")).trim() === commit;
}

/** The commit that the last fetch of `ref` found; null when it was never fetched. */
export async function knownCommit(repository: RemoteRepository, ref: string): Promise<string | null> {
  const git = openGit(repository.settings);
  const found = await git
    .raw(["rev-parse", "--verify", "--quiet", `${trackedRef(ref)}^{commit}`])
    .catch(() => "");
  return found.trim() || null;
}

/** Whether `commit` is here and in the history of `tip`, without asking the remote. */
export async function isAncestor(
  repository: RemoteRepository,
  commit: string,
  tip: string,
): Promise<boolean> {
  const base = await openGit(repository.settings)
    .raw(["merge-base", commit, tip])
    .catch(() => "");
  return base.trim() === commit;
}

function trackedRef(ref: string): string {
  return ref === "HEAD" ? "refs/autorepo/head" : ref.replace(/^refs\//, "refs/autorepo/");
}

async function initialise(repository: RemoteRepository): Promise<void> {
  await mkdir(repository.settings.folder, { recursive: true });
  await openGit(repository.settings).raw(["init", "--quiet", "--bare"]);
}

async function fetchBounded({ url, settings }: RemoteRepository, refspec: string): Promise<void> {
  const tooLarge = new AbortController();
  const most = settings.mostBytes ?? MOST_REPOSITORY_BYTES;
  const watch = setInterval(async () => {
    if ((await folderBytes(settings.folder)) > most) tooLarge.abort();
  }, WATCH_MILLISECONDS);
  const git = openGit({ ...settings, signal: AbortSignal.any([settings.signal, tooLarge.signal]) });
  const quiet = [
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
  ];
  try {
    await git.raw(["fetch", ...quiet, "--", url, refspec]);
  } catch (cause) {
    settings.signal.throwIfAborted();
    if (!tooLarge.signal.aborted) throw cause;
    await rm(settings.folder, { recursive: true, force: true });
    const message = `${url} sends more than ${most} bytes: the fetch was stopped`;
    throw new UpstreamError("too-large", message, { cause });
  } finally {
    clearInterval(watch);
  }
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(join(folder, "objects", "pack")).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, "objects", "pack", name)).then(
      (file) => file.size,
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}

function leftByKilledRun(cause: unknown): boolean {
  return /\.lock': File exists|index-pack failed.*corrupt|not a git repository|bad object refs\//s.test(
    String(cause),
  );
}

/** git's own words become a code and a sentence about what to do. */
function explained(url: string, ref: string, cause: unknown): UpstreamError {
  if (cause instanceof UpstreamError) return cause;
  const text = gitWords(cause);
  const [code, advice] = KINDS.find(([pattern]) => pattern.test(text))?.[1] ?? UNREACHABLE;
  return new UpstreamError(code, `${url} (${ref}): ${advice}: ${text}`, { cause });
}

type Explanation = readonly [UpstreamError["code"], string];
const UNREACHABLE: Explanation = [
  "unreachable",
  "the remote could not be read; it is tried again at the next run",
];
const KINDS: readonly (readonly [RegExp, Explanation])[] = [
  [
    /couldn't find remote ref/i,
    ["no-such-ref", "the remote has no such branch or tag; correct `branch:` or `ref:`"],
  ],
  [
    /unable to update url base from redirection|redirect|returned error: 30[1-8]/i,
    ["redirected", "the remote redirects; name the address it redirects to in `git:`"],
  ],
  [
    /attempting to allocate \d+ over limit/i,
    ["too-large", "it holds an object that unfolds to more than packages need, so it is not fetched"],
  ],
  [
    /fsck error|index-pack failed|unpack-objects|missing (blob|tree|commit)/i,
    ["malformed", "the remote sends malformed objects, which git refuses"],
  ],
  [/transport '.*' not allowed/i, ["no-such-ref", "only https: remotes are read here"]],
  [
    /the requested url returned error: (401|404|410)|repository .* not found|does not exist|does not appear to be a git repository/i,
    ["no-such-ref", "there is no such repository; correct `git:`"],
  ],
];
