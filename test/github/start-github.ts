import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Controls, controlsOf } from "./controls.ts";
import { openEmulate } from "./emulate.ts";
import type { Fault } from "./faults.ts";
import { type LoggedRequest, requestListener } from "./front.ts";
import type { GitHubToken, World } from "./world.ts";

export type GitHubOptions = {
  /** "owner/name"; each is empty, with default branch main. */
  readonly repositories: readonly string[];
  /** What a client's token stands for. */
  readonly tokens: Readonly<Record<string, GitHubToken>>;
  /** Key and certificate in PEM: both the API and git are then served over HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
};

/** An emulated github.com: one address for the API (`GITHUB_API_URL`) and for git (`GITHUB_SERVER_URL`). */
export type GitHub = AsyncDisposable &
  Controls & {
    readonly url: string;
    /** Every request to the API, in order. */
    readonly requests: LoggedRequest[];
    /** Faults to come. */
    readonly faults: Fault[];
  };

export async function startGitHub(options: GitHubOptions): Promise<GitHub> {
  await using stack = new AsyncDisposableStack();
  const server = options.tls === undefined ? createServer() : createTlsServer({ ...options.tls });
  const url = await listen(server as Server, options.tls === undefined ? "http" : "https");
  stack.defer(() => stop(server as Server));
  const gitRoot = mkdtempSync(join(tmpdir(), "github-"));
  stack.defer(() => rmSync(gitRoot, { recursive: true, force: true }));
  const emulate = stack.use(await openEmulate({ ...seedOf(options), baseUrl: url }));
  const world: World = {
    store: emulate.store,
    url,
    gitRoot,
    tokens: options.tokens,
    mayOpenPullRequests: true,
    settings: new Map(),
    events: [],
    statuses: [],
    artifacts: new Map(),
    jobs: new Map(),
    known: new Set(),
    repositories: new Map(),
  };
  letUsersWrite(world);
  const requests: LoggedRequest[] = [];
  const faults: Fault[] = [];
  server.on("request", requestListener({ world, emulate, requests, faults }));
  const rest = stack.move();
  return {
    url,
    requests,
    faults,
    ...controlsOf(world),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

function seedOf({ repositories, tokens }: GitHubOptions) {
  const owners = repositories.map((name) => name.split("/")[0] ?? "");
  const users = [...new Set([...owners, ...Object.values(tokens).map(({ login }) => login)])];
  return { repositories, users, tokens };
}

/** What a token may do is decided by its permissions, not by the emulator's collaborators. */
function letUsersWrite({ store }: World): void {
  for (const repo of store.repos.all()) {
    for (const user of store.users.all()) {
      store.collaborators.insert({ repo_id: repo.id, user_id: user.id, permission: "write" });
    }
  }
}

async function listen(server: Server, protocol: string): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `${protocol}://localhost:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  const closed = once(server, "close");
  server.close();
  await closed;
}
