import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownCertificate, trust } from "./own-certificate.ts";

/** git's own http-backend behind HTTPS, which can be told to misbehave. */
export type HttpsGitServer = AsyncDisposable & {
  /** "https://localhost:PORT". */
  readonly url: string;
  /** What it serves: a repository in "a/b.git" is at `url`/a/b.git. */
  readonly root: string;
  readonly authorityFile: string;
  readonly requests: readonly GitRequest[];
  /** The next requests whose path begins so are answered by `answer`; at most `times` of them. */
  misbehave(path: string, answer: Misbehaviour, times?: number): void;
  behave(): void;
  /** Answers a path itself, faults excepted. */
  handle(path: string, answer: Misbehaviour): void;
  forget(): void;
};

export type GitRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
};

export type Misbehaviour = (request: IncomingMessage, response: ServerResponse) => void;

export async function httpsGitServer(): Promise<HttpsGitServer> {
  const folder = mkdtempSync(join(tmpdir(), "https-git-"));
  const certificate = ownCertificate(folder);
  trust(certificate);
  const root = join(folder, "served");
  execFileSync("mkdir", [root]);
  const requests: GitRequest[] = [];
  let faults: { path: string; answer: Misbehaviour; left: number }[] = [];
  const handlers = new Map<string, Misbehaviour>();
  const server = createServer(certificate, (request, response) => {
    const path = request.url ?? "/";
    requests.push({ method: request.method ?? "", path, headers: request.headers });
    const fault = faults.find((one) => one.left > 0 && path.startsWith(one.path));
    const handler = handlers.get(path);
    if (fault !== undefined) {
      fault.left -= 1;
      fault.answer(request, response);
    } else if (handler === undefined) runBackend(root, request, response);
    else handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    root,
    authorityFile: certificate.authorityFile,
    requests,
    misbehave: (path, answer, times = Number.POSITIVE_INFINITY) => faults.push({ path, answer, left: times }),
    behave: () => {
      faults = [];
    },
    handle: (path, answer) => handlers.set(path, answer),
    forget: () => requests.splice(0),
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CGI as git-http-backend(1) has it. */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = "/", query = ""] = (request.url ?? "/").split("?");
  const { headers } = request;
  const child = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: decodeURIComponent(path),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers["content-type"],
      HTTP_CONTENT_ENCODING: headers["content-encoding"],
      GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  child.stdin.on("error", () => {});
  request.pipe(child.stdin);
  forwardAnswer(child.stdout, response).catch(() => response.destroy());
}

async function forwardAnswer(output: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  let head: Buffer | null = Buffer.alloc(0);
  for await (const chunk of output) {
    if (head === null) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const fields = head.toString("latin1", 0, end).split("\r\n");
    const pairs = fields.map((field) => field.split(/: (.*)/s) as [string, string]);
    response.statusCode = Number.parseInt(pairs.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    for (const [name, value] of pairs) if (name !== "Status") response.setHeader(name, value);
    response.write(head.subarray(end + 4));
    head = null;
  }
  if (head !== null) response.statusCode = 500;
  response.end();
}
