import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { networkWords } from "../network/index.ts";

export type ArchiveSettings = {
  readonly url: string;
  readonly userAgent: string;
  /** Where the archive is kept between runs; null: nowhere. */
  readonly cacheFolder: string | null;
  readonly signal: AbortSignal;
  /** Milliseconds before the second try; a test's own. */
  readonly pause?: number;
  /** Milliseconds for each try; a test's own. */
  readonly answerWithin?: number;
};

export type Archive = { readonly etag: string | null; readonly bytes: Uint8Array };

/** 10 MB in 2026. */
const MOST_BYTES = 128 * 1024 * 1024;
const ATTEMPTS = 3;
const PAUSE_MILLISECONDS = 2_000;
const LONGEST_PAUSE_MILLISECONDS = 60_000;
const ANSWER_MILLISECONDS = 120_000;

/**
 * The archive by one conditional request; null where it is still the one that `etag` names and no copy is at hand.
 *
 * @throws ArchiveUnavailable
 */
export async function fetchArchive(settings: ArchiveSettings, etag: string | null): Promise<Archive | null> {
  const kept = await readKept(settings);
  for (let attempt = 1; ; attempt++) {
    try {
      const fetched = await request(settings, kept?.etag ?? etag);
      if (fetched === null) return kept;
      return fetched;
    } catch (error) {
      settings.signal.throwIfAborted();
      const { temporary, retryAfterSeconds } = unavailable(error, settings);
      if (!temporary || attempt === ATTEMPTS) throw unavailable(error, settings);
      const wait = Math.max((settings.pause ?? PAUSE_MILLISECONDS) * attempt, retryAfterSeconds * 1000);
      await pause(Math.min(wait, LONGEST_PAUSE_MILLISECONDS), undefined, { signal: settings.signal });
    }
  }
}

export class ArchiveUnavailable extends Error {
  override readonly name = "ArchiveUnavailable";
  readonly temporary: boolean;
  readonly retryAfterSeconds: number;

  constructor(message: string, options: ErrorOptions & { temporary: boolean; retryAfterSeconds?: number }) {
    super(message, options);
    this.temporary = options.temporary;
    this.retryAfterSeconds = options.retryAfterSeconds ?? 0;
  }
}

/** null: not modified. */
async function request(settings: ArchiveSettings, etag: string | null): Promise<Archive | null> {
  const { url, userAgent } = settings;
  const within = AbortSignal.timeout(settings.answerWithin ?? ANSWER_MILLISECONDS);
  const response = await fetch(url, {
    redirect: "manual",
    signal: AbortSignal.any([settings.signal, within]),
    // What a server packs once more on its way would not be the file that the tag names.
    headers: {
      "user-agent": userAgent,
      "accept-encoding": "identity",
      ...(etag === null ? {} : { "if-none-match": etag }),
    },
  });
  if (response.status === 304 && etag !== null) return null;
  if (response.status === 200 && response.body !== null) {
    return { etag: tagOf(response.headers.get("etag")), bytes: await receive(response.body) };
  }
  await response.body?.cancel();
  const temporary = response.status === 429 || response.status >= 500;
  const retryAfterSeconds = Number(response.headers.get("retry-after")) || 0;
  throw new ArchiveUnavailable(`${url} answered ${response.status}`, { temporary, retryAfterSeconds });
}

async function receive(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new ArchiveUnavailable(`it has more than ${MOST_BYTES} bytes`, { temporary: false });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A tag that cannot be sent back is none (RFC 9110, section 8.8.3). */
function tagOf(etag: string | null): string | null {
  return etag !== null && etag.length <= 1000 && /^(?:W\/)?"[!#-~]*"$/.test(etag) ? etag : null;
}

function unavailable(error: unknown, { url }: ArchiveSettings): ArchiveUnavailable {
  if (error instanceof ArchiveUnavailable) return error;
  return new ArchiveUnavailable(`${url} could not be read: ${networkWords(error)}`, {
    temporary: true,
    cause: error,
  });
}

async function readKept({ cacheFolder }: ArchiveSettings): Promise<Archive | null> {
  if (cacheFolder === null) return null;
  try {
    const etag = tagOf((await readFile(join(cacheFolder, TAG), "utf8")).trim());
    return etag === null ? null : { etag, bytes: await readFile(join(cacheFolder, BODY)) };
  } catch {
    return null;
  }
}

/**
 * Keeps an archive that could be read, for the next run. The tag goes first and comes last, so that it never stands
 * beside another archive's bytes.
 */
export async function keepArchive({ cacheFolder }: ArchiveSettings, { etag, bytes }: Archive): Promise<void> {
  if (cacheFolder === null || etag === null) return;
  await mkdir(cacheFolder, { recursive: true });
  await rm(join(cacheFolder, TAG), { force: true });
  await replace(join(cacheFolder, BODY), bytes);
  await replace(join(cacheFolder, TAG), Buffer.from(etag));
}

const BODY = "packages-meta-ext-v1.json.gz";
const TAG = "packages-meta-ext-v1.etag";

async function replace(file: string, bytes: Uint8Array): Promise<void> {
  const fresh = `${file}.${randomUUID()}`;
  await writeFile(fresh, bytes);
  await rename(fresh, file);
}
