import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { commitOnBranch } from "./commit-on-branch.ts";
import type { Emulate } from "./emulate.ts";
import { endpointFor } from "./endpoints.ts";
import { type Fault, faultAnswer, nextFault } from "./faults.ts";
import { answerGit } from "./git-over-http.ts";
import type { ApiRequest } from "./http.ts";
import { followBranches } from "./pull-requests.ts";
import { refusalOf } from "./refusals.ts";
import type { Repo } from "./store.ts";
import type { World } from "./world.ts";

export type LoggedRequest = {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly status: number;
  /** Milliseconds of this process's clock. */
  readonly at: number;
};

export type Front = {
  readonly world: World;
  readonly emulate: Emulate;
  readonly requests: LoggedRequest[];
  readonly faults: readonly Fault[];
};

/** Every request goes to git, to a fault, to a refusal, to an endpoint of ours or to the emulator, in this order. */
export function requestListener(front: Front): RequestListener {
  return (request, response) => {
    answer(front, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error instanceof Error ? error.stack : error));
    });
  };
}

async function answer(front: Front, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (await answerGit(front.world, incoming, response)) return;
  const request = await readRequest(incoming);
  const fault = nextFault(front.faults, request);
  if (fault === "lost-request") return void incoming.socket.destroy();
  const answered =
    fault === null || fault === "lost-answer" ? await answerApi(front, request) : faultAnswer(fault);
  front.requests.push({
    method: request.method,
    path: request.path + request.search,
    status: answered.status,
    at: performance.now(),
  });
  if (fault === "lost-answer") return void incoming.socket.destroy();
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const url = new URL(incoming.url ?? "/", "http://localhost");
  const headers = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
  const authorization = headers.get("authorization")?.replace(/^(bearer|token)\s+/i, "") ?? null;
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    search: url.search,
    headers,
    body: Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>)),
    token: authorization,
  };
}

async function answerApi({ world, emulate }: Front, request: ApiRequest): Promise<Response> {
  const [, fullName = ""] = /^\/repos\/([^/]+\/[^/]+)/.exec(request.path) ?? [];
  const repo = world.store.repos.findOneBy("full_name", fullName) ?? null;
  const refusal = refusalOf(world, request, repo);
  if (refusal !== null) return refusal;
  if (request.path === "/graphql") return commitOnBranch(world, request);
  const [, artifact] = /^\/_artifacts\/(\d+)$/.exec(request.path) ?? [];
  if (artifact !== undefined)
    return new Response(new Uint8Array(world.artifacts.get(Number(artifact)) ?? []));
  const emulated = () => emulate.answer(toEmulator(world, request));
  const own = repo === null ? null : endpointFor(request.method, request.path);
  if (repo === null || own === null) return await settled(world, repo, await emulated());
  const { endpoint, match } = own;
  return await settled(world, repo, await endpoint.answer({ world, request, repo, match, emulated }));
}

async function settled(world: World, repo: Repo | null, response: Response): Promise<Response> {
  if (repo !== null) followBranches(world, repo);
  return response;
}

function toEmulator({ url }: World, { method, path, search, headers, body }: ApiRequest): Request {
  const hasBody = method !== "GET" && method !== "HEAD";
  return new Request(`${url}${path}${search}`, {
    method,
    headers,
    ...(hasBody ? { body: new Uint8Array(body) } : {}),
  });
}
