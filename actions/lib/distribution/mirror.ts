import { readFile, stat } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { networkWords } from "../network/index.ts";
import { DistributionError } from "./distribution-error.ts";

/** What tells one version of a database from the next: headers of a server, time and size of a file. */
export type Validator = { readonly etag: string | null; readonly modified: string | null };

/** What is known from before is handed back where it is still true. */
export type Fetched<Known> =
  | { readonly kind: "unchanged"; readonly known: Known }
  | { readonly kind: "fetched"; readonly validator: Validator; readonly body: Uint8Array };

export type FetchOptions<Known> = {
  readonly known: Known | null;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
};

type Described = { readonly validator: Validator };

/**
 * A database of a mirror, unless it is still the one that `known` describes. Tries three times; each try
 * ends after two minutes, the body included. Throws a DistributionError that names the address.
 */
export async function fetchDatabase<Known extends Described>(
  url: string,
  options: FetchOptions<Known>,
): Promise<Fetched<Known>> {
  if (url.startsWith("file:")) return readLocal(url, options.known);
  for (let attempt = 1; ; attempt++) {
    const answer = await request(url, options);
    if (answer.kind !== "failed") return answer;
    options.signal.throwIfAborted();
    if (attempt === ATTEMPTS || !answer.temporary) throw unreachable(url, answer.reason, answer.cause);
    await pause(attempt * PAUSE_MILLISECONDS, undefined, { signal: options.signal });
  }
}

const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 500;
const TRY_MILLISECONDS = 120_000;
/** pacman's own limit for a sync database. */
const DATABASE_BYTES = 128 * 1024 * 1024;

async function readLocal<Known extends Described>(url: string, known: Known | null): Promise<Fetched<Known>> {
  try {
    const path = fileURLToPath(url);
    const { mtimeMs, size } = await stat(path);
    const validator = { etag: String(size), modified: String(mtimeMs) };
    if (known && isDeepStrictEqual(validator, known.validator)) return { kind: "unchanged", known };
    return { kind: "fetched", validator, body: await readFile(path) };
  } catch (cause) {
    throw unreachable(url, networkWords(cause), cause);
  }
}

type Failed = {
  readonly kind: "failed";
  readonly temporary: boolean;
  readonly reason: string;
  readonly cause?: unknown;
};

async function request<Known extends Described>(
  url: string,
  options: FetchOptions<Known>,
): Promise<Fetched<Known> | Failed> {
  const { known } = options;
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(TRY_MILLISECONDS)]);
  try {
    const response = await (options.fetch ?? fetch)(url, { headers: conditions(known?.validator), signal });
    if (response.status === 304 && known) return { kind: "unchanged", known };
    if (response.ok && response.body) return await receive(response, response.body);
    await response.body?.cancel();
    const temporary = response.status >= 500 || response.status === 429;
    return { kind: "failed", temporary, reason: `it answered ${response.status}` };
  } catch (cause) {
    return { kind: "failed", temporary: true, reason: networkWords(cause), cause };
  }
}

async function receive(
  { headers }: Response,
  body: AsyncIterable<Uint8Array>,
): Promise<Fetched<never> | Failed> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > DATABASE_BYTES) {
      return { kind: "failed", temporary: false, reason: `it sends more than ${DATABASE_BYTES} bytes` };
    }
    chunks.push(chunk);
  }
  const validator = { etag: headers.get("etag"), modified: headers.get("last-modified") };
  return { kind: "fetched", validator, body: Buffer.concat(chunks) };
}

function conditions(known: Validator | undefined): Record<string, string> {
  return {
    // What a server packs up on the way would no longer be the file that its validators describe.
    "accept-encoding": "identity",
    ...(known?.etag ? { "if-none-match": known.etag } : {}),
    ...(known?.modified ? { "if-modified-since": known.modified } : {}),
  };
}

function unreachable(url: string, reason: string, cause?: unknown): DistributionError {
  const advice = "check `mirror:` in packages.yaml and the network";
  return new DistributionError("unreachable", `${url} could not be read (${reason}); ${advice}`, { cause });
}
