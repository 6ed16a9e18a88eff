import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type GitSettings, openGit } from "./git.ts";
import { gitWords } from "./git-words.ts";
import type { Refs, Wanted } from "./list-refs.ts";
import { UpstreamError } from "./upstream-error.ts";

/**
 * Refs of a repository on this machine, `url` being a file: address. Read from its files where it keeps them as
 * gitrepository-layout(5) says, since starting a git for each of a thousand remotes takes longer than all else.
 *
 * @throws UpstreamError `no-such-ref`
 */
export async function listFolderRefs(settings: GitSettings, url: string, wanted: Wanted): Promise<Refs> {
  const folder = await gitFolder(fileURLToPath(url));
  if (folder === null || wanted.match === "one") return await askGit(settings, url, wanted);
  const packed = await packedRefs(folder);
  const found = await Promise.all(
    wanted.names.map(async (name) => [name, await commitOf(name, { folder, packed })] as const),
  );
  return new Map(found.filter((ref): ref is [string, string] => ref[1] !== null));
}

/** null: not one that is kept in plain files. */
async function gitFolder(path: string): Promise<string | null> {
  for (const folder of [join(path, ".git"), path]) {
    const parts = ["objects", "refs", "HEAD", "reftable"].map((name) => isThere(join(folder, name)));
    const [objects, refs, head, reftable] = await Promise.all(parts);
    if (objects && refs && head) return reftable ? null : folder;
  }
  return null;
}

async function isThere(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

type Folder = { readonly folder: string; readonly packed: ReadonlyMap<string, string> };

/** A ref names a commit or, as HEAD does, another ref; five are as many as git follows. */
async function commitOf(name: string, { folder, packed }: Folder): Promise<string | null> {
  let at = name;
  for (let step = 0; step <= 5; step++) {
    const text = (await readFile(join(folder, at), "utf8").catch(() => packed.get(at) ?? "")).trim();
    if (/^[0-9a-f]{40}$/.test(text)) return text;
    const target = /^ref: (refs\/\S+)$/.exec(text)?.[1];
    if (target === undefined) return null;
    at = target;
  }
  return null;
}

async function packedRefs(folder: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(folder, "packed-refs"), "utf8").catch(() => "");
  const lines = text.matchAll(/^([0-9a-f]{40}) (\S+)$/gm);
  return new Map(Array.from(lines, ([, commit = "", name = ""]) => [name, commit]));
}

async function askGit(settings: GitSettings, url: string, { names, match }: Wanted): Promise<Refs> {
  const patterns = match === "exact" ? names : ["HEAD", "refs/heads/*"];
  const listing = await openGit(settings)
    .raw(["ls-remote", "--quiet", "--", url, ...patterns])
    .catch((cause) => {
      settings.signal.throwIfAborted();
      const said = gitWords(cause);
      const words = /does not appear to be a git repository/.test(said) ? "there is no git repository" : said;
      throw new UpstreamError("no-such-ref", `${url}: ${words}`, { cause });
    });
  const lines = Array.from(listing.matchAll(/^([0-9a-f]{40})\t(\S+)$/gm));
  const refs = lines.map(([, commit = "", name = ""]) => [name, commit] as const);
  return new Map(match === "one" ? refs : refs.filter(([name]) => names.includes(name)));
}
