import { lookup } from "node:dns";
import type { Agent as HttpAgent, IncomingMessage } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import { networkWords } from "../network/index.ts";
import type { PrivateHost } from "../sandbox/sandbox.ts";
import { UpstreamError } from "./upstream-error.ts";

// As imported modules they would make Node load its fetch as well: a tenth of the time that a command takes to begin.
const http = process.getBuiltinModule("node:http");
const https = process.getBuiltinModule("node:https");

/** Asks servers of strangers; connections stay open for the next question. */
export type Exchange = {
  /**
   * Sends a question and hands over the answer's body, of at most `MOST_BYTES`. All of it, `read` included, is over
   * within `ANSWER_MILLISECONDS`; what `read` leaves unread is not waited for.
   *
   * @throws UpstreamError, see `UpstreamErrorCode`
   */
  ask<T>(question: Question, read: (answer: Answer) => Promise<T>): Promise<T>;
};

export type Question = {
  /** What messages name. */
  readonly remote: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent by POST; null: GET. */
  readonly body: string | null;
};

export type Answer = { readonly contentType: string; readonly body: AsyncIterable<Uint8Array> };

export type ExchangeSettings = {
  readonly privateHosts: readonly PrivateHost[];
  readonly signal: AbortSignal;
  /** Milliseconds; a test's own. */
  readonly answerWithin?: number;
};

/** Names of 140,000 branches, those of the AUR's mirror, take 9 MB, and are never all asked for. */
const MOST_BYTES = 16 * 1024 * 1024;
const ANSWER_MILLISECONDS = 30_000;

export function openExchange(settings: ExchangeSettings): Exchange {
  const options = { keepAlive: true, proxyEnv: proxies(), lookup: lookupOf(settings.privateHosts) };
  const agents = { http: new http.Agent(options), https: new https.Agent(options) };
  return {
    async ask(question, read) {
      const within = AbortSignal.timeout(settings.answerWithin ?? ANSWER_MILLISECONDS);
      const done = new AbortController();
      const signal = AbortSignal.any([settings.signal, within, done.signal]);
      try {
        const response = await send(question, agents, signal);
        if (response.statusCode !== 200) throw await refusal(response, question.url);
        const answer = await read({
          contentType: String(response.headers["content-type"] ?? ""),
          body: bounded(response),
        });
        // Read to its end the connection serves the next question; else it is cut.
        if (!response.readableEnded) done.abort();
        return answer;
      } catch (cause) {
        done.abort();
        settings.signal.throwIfAborted();
        throw told(question.remote, within.aborted ? "it did not answer in time" : cause);
      }
    },
  };
}

type Agents = { readonly http: HttpAgent; readonly https: HttpsAgent };

function send(
  { url, headers, body }: Question,
  agents: Agents,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.startsWith("https:");
    const options = { method: body === null ? "GET" : "POST", headers, signal };
    const sent = secure
      ? https.request(url, { ...options, agent: agents.https })
      : http.request(url, { ...options, agent: agents.http });
    sent
      .on("response", resolve)
      .on("error", reject)
      .end(body ?? undefined);
  });
}

async function refusal(response: IncomingMessage, url: string): Promise<UpstreamError> {
  const { statusCode = 0, statusMessage = "", headers } = response;
  if (statusCode >= 300 && statusCode < 400) {
    const target = URL.parse(headers.location ?? "", url)?.href ?? "nowhere";
    const advice = "name that address in `git:` if you trust it";
    return new UpstreamError(
      "redirected",
      `it redirects to ${printable(target)}, which is not followed: ${advice}`,
    );
  }
  const said = `it answered ${statusCode} ${printable(statusMessage)}${await firstWords(response)}`;
  if ([401, 404, 410].includes(statusCode)) {
    return new UpstreamError("no-such-ref", `there is no such repository (${said}): correct \`git:\``);
  }
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  const retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : null;
  return new UpstreamError("unreachable", said, { retryAfterSeconds });
}

/** What a server says in plain text about why it refuses. */
async function firstWords(response: IncomingMessage): Promise<string> {
  if (!/^text\/plain\b/.test(response.headers["content-type"] ?? "")) return "";
  for await (const chunk of response) return `: ${printable(chunk.toString("utf8").trim())}`;
  return "";
}

async function* bounded(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) {
      throw new UpstreamError("too-large", `its list of branches takes more than ${MOST_BYTES} bytes`);
    }
    yield chunk;
  }
}

/** The same error with the address before its words. */
function told(remote: string, cause: unknown): UpstreamError {
  if (!(cause instanceof UpstreamError)) {
    return new UpstreamError("unreachable", `${remote}: ${networkWords(cause)}`, { cause });
  }
  const { code, message, retryAfterSeconds } = cause;
  return new UpstreamError(code, `${remote}: ${message}`, { cause, retryAfterSeconds });
}

function printable(text: string): string {
  return text.replace(/[^ -~]/g, "\uFFFD").slice(0, 200);
}

function proxies(): NodeJS.ProcessEnv {
  // biome-ignore lint/style/noProcessEnv: as git reads them for its own connections; nothing else is decided by them
  return process.env;
}

/** Node's own, but for names that this machine's owner says the address of. */
function lookupOf(privateHosts: readonly PrivateHost[]): LookupFunction {
  return (hostname, options, answer) => {
    const known = privateHosts.find(({ name }) => name === hostname);
    if (known === undefined) lookup(hostname, options, answer);
    else if (options.all) answer(null, [{ address: known.address, family: 4 }]);
    else answer(null, known.address, 4);
  };
}
