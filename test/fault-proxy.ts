import { once } from "node:events";
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What crossed the wire, in order of arrival; the number of a request is its index. */
export type RecordedRequest = {
  readonly method: string;
  /** Path without the query, decoded: `/bucket/key`. */
  readonly path: string;
  /** As sent: `partNumber=1&uploadId=…`; "" without. */
  readonly query: string;
  readonly ifMatch: string | null;
  readonly ifNoneMatch: string | null;
  readonly headers: IncomingHttpHeaders;
  /** What the server answered; null while it has not, or when it was never asked. */
  status: number | null;
};

/**
 * What befalls a request. "before": the server never sees it (after a delay or a call it does); "after": the server
 * has done it, and its answer is what suffers.
 */
export type Fault = {
  /** The request's number since the start or the last `forget`; or which ones. */
  readonly at: number | ((request: RecordedRequest, number: number) => boolean);
  readonly when: "before" | "after";
  readonly what:
    | { readonly kind: "status"; readonly status: number; readonly code?: string }
    | { readonly kind: "reset" }
    /** The answer's head and half of its body, or with "before" half of the request's body; then a reset. */
    | { readonly kind: "cut" }
    | { readonly kind: "delay"; readonly milliseconds: number }
    /** For killing whoever asks: the request goes on when it returns, and is dropped with its connection when it throws. */
    | { readonly kind: "call"; readonly call: () => void | Promise<void> };
};

/** A proxy in front of one HTTP server, for seeing and breaking what goes to it; gone when disposed. */
export type FaultProxy = AsyncDisposable & {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** From now on these happen, and no others. */
  inject(...faults: readonly Fault[]): void;
  /** Counts from 0 again; faults stay. */
  forget(): void;
};

export type FaultProxyOptions = {
  /** Changes what the server is asked; signatures cover most headers. */
  readonly edit?: (headers: IncomingHttpHeaders) => IncomingHttpHeaders;
};

/** Starts a proxy on a free port. The Host header stays: signatures cover it. */
export async function startFaultProxy(target: string, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const requests: RecordedRequest[] = [];
  let faults: readonly Fault[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const recorded = record(incoming);
    const number = requests.push(recorded) - 1;
    const fault = faults.find(({ at }) => (typeof at === "number" ? at === number : at(recorded, number)));
    const exchange = { incoming, outgoing, recorded, target: new URL(target), agent, ...options };
    pass(exchange, fault ?? null).catch(() => outgoing.destroy());
  }).listen(0, "127.0.0.1");
  server.on("connection", (socket) => socket.on("error", () => {}));
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the proxy does not listen");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    inject(...wanted) {
      faults = wanted;
    },
    forget() {
      requests.length = 0;
    },
    async [Symbol.asyncDispose]() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function record({ method = "", url = "", headers }: IncomingMessage): RecordedRequest {
  const [path = "", query = ""] = url.split("?");
  return {
    method,
    path: decodeURIComponent(path),
    query,
    ifMatch: headers["if-match"] ?? null,
    ifNoneMatch: headers["if-none-match"] ?? null,
    headers,
    status: null,
  };
}

type Exchange = FaultProxyOptions & {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly recorded: RecordedRequest;
  readonly target: URL;
  readonly agent: Agent;
};

async function pass(exchange: Exchange, fault: Fault | null): Promise<void> {
  const { outgoing, recorded } = exchange;
  if (fault?.when === "before" && (await strikeBefore(exchange, fault.what)) === "over") return;
  const answer = await ask(exchange);
  recorded.status = answer.statusCode ?? null;
  if (fault?.when === "after" && (await strikeAfter(exchange, fault.what, answer)) === "over") return;
  outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
  answer.on("error", () => outgoing.destroy());
  answer.pipe(outgoing);
}

/** The server's answer, once it has read the request. */
function ask({ incoming, outgoing, target, agent, edit }: Exchange): Promise<IncomingMessage> {
  const { method, url: path } = incoming;
  const { hostname: host, port } = target;
  const headers = edit?.(incoming.headers) ?? incoming.headers;
  const answer = Promise.withResolvers<IncomingMessage>();
  const onward = request({ host, port, method, path, headers, agent }, answer.resolve);
  onward.on("error", answer.reject);
  outgoing.on("close", () => onward.destroy());
  incoming.pipe(onward);
  return answer.promise;
}

type Course = "over" | "goes on";

async function strikeBefore(exchange: Exchange, what: Fault["what"]): Promise<Course> {
  const { incoming, outgoing } = exchange;
  switch (what.kind) {
    case "status":
      await incoming.resume().toArray();
      refuse(outgoing, what);
      return "over";
    case "reset":
      incoming.socket.resetAndDestroy();
      return "over";
    case "cut":
      await sendHalf(exchange);
      incoming.socket.resetAndDestroy();
      return "over";
    default:
      return await hold(what);
  }
}

async function strikeAfter(
  { incoming, outgoing }: Exchange,
  what: Fault["what"],
  answer: IncomingMessage,
): Promise<Course> {
  switch (what.kind) {
    case "status":
      answer.resume();
      refuse(outgoing, what);
      return "over";
    case "reset":
      incoming.socket.resetAndDestroy();
      return "over";
    case "cut": {
      const body = Buffer.concat(await answer.toArray());
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.write(body.subarray(0, body.length / 2), () => incoming.socket.resetAndDestroy());
      return "over";
    }
    default:
      return await hold(what);
  }
}

async function hold(what: Extract<Fault["what"], { kind: "delay" | "call" }>): Promise<Course> {
  if (what.kind === "delay") await sleep(what.milliseconds);
  else await what.call();
  return "goes on";
}

function refuse(outgoing: ServerResponse, { status, code }: { status: number; code?: string }): void {
  const body = code === undefined ? "" : `<Error><Code>${code}</Code><Message>injected</Message></Error>`;
  const type = code === undefined ? {} : { "content-type": "application/xml" };
  outgoing.writeHead(status, {
    ...type,
    "content-length": Buffer.byteLength(body),
    date: new Date().toUTCString(),
  });
  outgoing.end(body);
}

/** Asks the server with half of the body that was announced, and hangs up. */
async function sendHalf({ incoming, target }: Exchange): Promise<void> {
  const body = Buffer.concat(await incoming.toArray());
  const { hostname: host, port } = target;
  const { method, url: path, headers } = incoming;
  const onward = request({ host, port, method, path, headers }).on("error", () => {});
  onward.write(body.subarray(0, body.length / 2), () => onward.destroy());
  await once(onward, "close");
}
