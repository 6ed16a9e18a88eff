import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { GIT_ENVIRONMENT } from "./bare-repository.ts";
import { followBranches } from "./pull-requests.ts";
import type { Repo } from "./store.ts";
import { gitOf, takeFromGit, type World } from "./world.ts";

const GIT_PATH =
  /^\/(?<repository>[^/]+\/[^/]+?)(?:\.git)?(?<rest>\/(?:info\/refs|git-upload-pack|git-receive-pack))$/;

/** Clone, fetch and push by git's own `http-backend`; false: the request is not git's. */
export async function answerGit(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const url = new URL(request.url ?? "/", world.url);
  const { repository = "", rest = "" } = GIT_PATH.exec(url.pathname)?.groups ?? {};
  if (repository === "") return false;
  const repo = world.store.repos.findOneBy("full_name", repository);
  if (repo === undefined) return ended(response, 404);
  const pushes = rest.endsWith("receive-pack") || url.searchParams.get("service") === "git-receive-pack";
  const login = loginOf(world, request, pushes);
  if (pushes && login === null) {
    response.setHeader("www-authenticate", 'Basic realm="GitHub"');
    return ended(response, 401);
  }
  gitOf(world, repo);
  const { status, headers, body } = await backend(world, request, { repo, rest, url, login });
  if (rest === "/git-receive-pack") pushed(world, repo, login);
  response.writeHead(status, headers).end(body);
  return true;
}

function ended(response: ServerResponse, status: number): true {
  response.writeHead(status).end();
  return true;
}

function loginOf(world: World, request: IncomingMessage, pushes: boolean): string | null {
  const encoded = (request.headers.authorization ?? "").replace(/^basic /i, "");
  const token = world.tokens[Buffer.from(encoded, "base64").toString().split(":")[1] ?? ""];
  const mayPush = token?.permissions === undefined || token.permissions.contents === "write";
  return token === undefined || (pushes && !mayPush) ? null : token.login;
}

function pushed(world: World, repo: Repo, by: string | null): void {
  takeFromGit(world, repo);
  followBranches(world, repo);
  world.events.push({ event: "push", action: null, repository: repo.full_name, by, facts: {} });
}

type Transfer = {
  readonly repo: Repo;
  readonly rest: string;
  readonly url: URL;
  readonly login: string | null;
};

async function backend(world: World, request: IncomingMessage, { repo, rest, url, login }: Transfer) {
  const { headers } = request;
  const child = spawn("git", ["http-backend"], {
    env: {
      ...GIT_ENVIRONMENT,
      GIT_PROJECT_ROOT: world.gitRoot,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${repo.full_name}.git${rest}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers["content-type"] ?? "",
      ...(headers["content-encoding"] ? { HTTP_CONTENT_ENCODING: headers["content-encoding"] } : {}),
      ...(headers["git-protocol"] ? { GIT_PROTOCOL: String(headers["git-protocol"]) } : {}),
      REMOTE_USER: login ?? "",
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => {});
  const output = Buffer.concat(await Array.fromAsync(child.stdout as AsyncIterable<Buffer>));
  const end = output.indexOf("\r\n\r\n");
  const lines = output.subarray(0, end).toString().split("\r\n");
  const fields = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  const { Status: status = "200", ...rest_ } = fields;
  return { status: Number.parseInt(status, 10), headers: rest_, body: output.subarray(end + 4) };
}
