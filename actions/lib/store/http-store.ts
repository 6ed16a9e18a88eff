import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { networkWords } from "../network/index.ts";
import { MAX_READ_BYTES } from "./directory-store.ts";
import { keyParts } from "./key.ts";
import type { ReadableStore, Stored } from "./store.ts";
import { StoreError } from "./store-error.ts";

const MAX_REDIRECTS = 5;
const ATTEMPTS = 3;

export type HttpStoreOptions = {
  /** Without any byte for this long, a request is given up. */
  readonly idleMilliseconds: number;
  /** Before the second attempt; the third waits twice as long. */
  readonly retryMilliseconds: number;
};

export const HTTP_STORE_DEFAULTS: HttpStoreOptions = { idleMilliseconds: 30_000, retryMilliseconds: 1000 };

/**
 * What a store publishes under its public address, without keys. 403 and 404 mean that nothing can be seen there:
 * S3 answers 403 for a missing object to whom it does not let list (platform facts E13).
 * Redirects stay on the host: a website endpoint sends the well-known names to a generation's databases.
 */
export function httpStore(url: string, options: HttpStoreOptions = HTTP_STORE_DEFAULTS): ReadableStore {
  const base = url.replace(/\/+$/, "");
  const requestFor = (key: string) => ({
    url: `${base}/${keyParts(key).map(encodeURIComponent).join("/")}`,
    options,
  });
  return {
    place: base,
    read: async (key) => await withRetries(requestFor(key), readAll),
    stream: async (key) => await withRetries(requestFor(key), async (answer) => bodyOf(answer)),
  };
}

type Request = { readonly url: string; readonly options: HttpStoreOptions };
type Answer = Request & { readonly response: Response; readonly idle: IdleTimer };

/** Asks until an answer could be used; null where there is nothing. */
async function withRetries<T>(request: Request, use: (answer: Answer) => Promise<T>): Promise<T | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await follow(request);
      return answer === "missing" ? null : await use(answer);
    } catch (error) {
      const isPassing = error instanceof StoreError && error.code === "unreachable";
      if (!isPassing || attempt === ATTEMPTS) throw error;
      await sleep(request.options.retryMilliseconds * attempt);
    }
  }
}

async function follow(request: Request): Promise<Answer | "missing"> {
  let url = request.url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const answer = await ask({ ...request, url });
    const { status, headers } = answer.response;
    if (status === 200) return answer;
    answer.idle.abort();
    if (status === 403 || status === 404) return "missing";
    if (status < 300 || status > 399) throw unexpected(url, status);
    url = redirectTarget(url, headers.get("location"));
  }
  throw new StoreError("refused", `${request.url}: more than ${MAX_REDIRECTS} redirects`);
}

async function ask(request: Request): Promise<Answer> {
  const idle = idleTimer(request.options.idleMilliseconds);
  try {
    const response = await fetch(request.url, {
      redirect: "manual",
      signal: idle.signal,
      headers: { "accept-encoding": "identity", "cache-control": "no-cache" },
    });
    return { ...request, response, idle };
  } catch (error) {
    idle.abort();
    throw unreachable(request, error);
  }
}

function unexpected(url: string, status: number): StoreError {
  const code = status >= 500 || status === 429 ? "unreachable" : "refused";
  return new StoreError(code, `${url}: answered ${status}`);
}

function redirectTarget(from: string, location: string | null): string {
  const target = location === null ? null : URL.parse(location, from);
  if (target === null) throw new StoreError("refused", `${from}: redirects to nowhere (${location})`);
  const source = new URL(from);
  const sameHost = target.hostname === source.hostname && target.username === "" && target.password === "";
  const secure = target.protocol === "https:" || target.protocol === source.protocol;
  if (sameHost && secure) return target.href;
  throw new StoreError(
    "refused",
    `${from}: redirects to ${target.origin}, another host: if that is right, write it as repository.url`,
  );
}

async function readAll(answer: Answer): Promise<Stored> {
  const chunks = [];
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of bodyOf(answer)) {
    bytes += chunk.length;
    if (bytes > MAX_READ_BYTES) {
      throw new StoreError(
        "too-large",
        `${answer.url}: has more than the ${MAX_READ_BYTES} bytes that are read`,
      );
    }
    hash.update(chunk);
    chunks.push(chunk);
  }
  return { bytes: Buffer.concat(chunks), version: hash.digest("hex") };
}

/** fetch itself rejects a body that is shorter than its Content-Length. */
async function* bodyOf(answer: Answer): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer.response.body ?? []) {
      answer.idle.restart();
      yield chunk;
    }
  } catch (error) {
    throw unreachable(answer, error);
  } finally {
    answer.idle.abort();
  }
}

type IdleTimer = { readonly signal: AbortSignal; restart(): void; abort(): void };

function idleTimer(milliseconds: number): IdleTimer {
  const controller = new AbortController();
  const late = () => controller.abort(new Error(`no byte came for ${milliseconds / 1000} s`));
  let timer = setTimeout(late, milliseconds);
  return {
    signal: controller.signal,
    restart: () => {
      clearTimeout(timer);
      timer = setTimeout(late, milliseconds);
    },
    abort: () => {
      clearTimeout(timer);
      controller.abort();
    },
  };
}

function unreachable({ url }: Request, error: unknown): StoreError {
  return new StoreError("unreachable", `${url}: ${networkWords(error)}`, { cause: error });
}
