import { createHash } from "node:crypto";
import { cpSync, mkdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { AurPackage } from "../actions/lib/aur/index.ts";
import { type HttpsGitServer, httpsGitServer } from "./https-git-server.ts";
import { git, save, write } from "./upstream-world.ts";

export const ARCHIVE = "/packages-meta-ext-v1.json.gz";

/** An AUR: the metadata archive with ETag and 304, a repository for each package, and a mirror on a branch each. */
export type AurServer = AsyncDisposable & {
  /** Its faults, requests and address. */
  readonly server: HttpsGitServer;
  /** AUTOREPO_AUR_MIRROR. */
  readonly mirror: string;
  /** Commits files to a package's repository (the AUR's branch is always "master") and answers the commit. */
  push(pkgbase: string, files: Record<string, string>): string;
  /** Gives other packages the repository of one. */
  copy(pkgbase: string, others: readonly string[]): void;
  /** Brings a package's commits to the mirror. */
  mirrorPackage(pkgbase: string): void;
  /** Empties a repository, as that of a package which was deleted. */
  empty(pkgbase: string): void;
  /** What the archive says of packages from now on. */
  list(...packages: readonly (Partial<AurPackage> & { readonly pkgbase: string })[]): void;
  /** Of a package's work tree, to make history in. */
  folderOf(pkgbase: string): string;
};

export async function aurServer(): Promise<AurServer> {
  const server = await httpsGitServer();
  const work = join(server.root, "..", "work");
  mkdirSync(work);
  const bare = (name: string) => join(server.root, name);
  const mirror = bare("mirror.git");
  git(server.root, "init", "-q", "--bare", mirror);
  let archive = packed([]);
  server.handle(ARCHIVE, (request, response) => sendArchive(archive, request, response));
  const folderOf = (pkgbase: string) => join(work, pkgbase);
  return {
    server,
    mirror: `${server.url}/mirror.git`,
    folderOf,
    push(pkgbase, files) {
      const folder = folderOf(pkgbase);
      if (mkdirSync(folder, { recursive: true }) !== undefined) {
        git(folder, "init", "-q", "-b", "master");
        git(folder, "init", "-q", "--bare", "-b", "master", bare(`${pkgbase}.git`));
      }
      write(folder, files);
      const commit = save(folder);
      git(folder, "push", "-q", "--force", bare(`${pkgbase}.git`), "HEAD:refs/heads/master");
      return commit;
    },
    copy(pkgbase, others) {
      for (const other of others) cpSync(bare(`${pkgbase}.git`), bare(`${other}.git`), { recursive: true });
    },
    mirrorPackage: (pkgbase) =>
      void git(folderOf(pkgbase), "push", "-q", "--force", mirror, `HEAD:refs/heads/${pkgbase}`),
    empty: (pkgbase) => void git(bare(`${pkgbase}.git`), "update-ref", "-d", "refs/heads/master"),
    list: (...packages) => {
      archive = packed(packages.flatMap(listed));
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

type Archive = { readonly bytes: Buffer; readonly etag: string };

function packed(entries: readonly unknown[]): Archive {
  const somebody = { Name: "somebody-elses", PackageBase: "somebody-elses", Maintainer: null };
  const bytes = gzipSync(`[\n${[somebody, ...entries].map((entry) => JSON.stringify(entry)).join(",\n")}\n]`);
  return { bytes, etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"` };
}

function sendArchive(archive: Archive, request: IncomingMessage, response: ServerResponse): void {
  const headers = { etag: archive.etag, "content-type": "application/gzip" };
  const same = request.headers["if-none-match"] === archive.etag;
  response.writeHead(same ? 304 : 200, headers).end(same ? undefined : archive.bytes);
}

/** One object for each pkgname, fields named as aurweb's mkpkglists names them. */
function listed(one: Partial<AurPackage> & { readonly pkgbase: string }): object[] {
  return (one.pkgnames ?? [one.pkgbase]).map((pkgname, at) => ({
    ID: at + 1,
    Name: pkgname,
    PackageBaseID: 1,
    PackageBase: one.pkgbase,
    Version: one.version ?? "1-1",
    Description: 'says {"PackageBase":"another"} and } and \\',
    NumVotes: one.votes ?? 0,
    OutOfDate: one.outOfDate ?? null,
    Maintainer: one.maintainer ?? null,
    Submitter: one.submitter ?? null,
    FirstSubmitted: one.firstSubmitted ?? 1_400_000_000,
    LastModified: one.lastModified ?? 1_700_000_000,
    CoMaintainers: one.coMaintainers ?? [],
    Depends: ["glibc"],
  }));
}
