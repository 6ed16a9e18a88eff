import type { Readable } from "node:stream";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { CAPABILITIES_KEY } from "./capabilities.ts";
import { MAX_READ_BYTES } from "./directory-store.ts";
import { isKey, requirePrefix } from "./key.ts";
import { asking, type Bucket, objectOf } from "./s3-bucket.ts";
import { explainFailure, failureOf, isNoSuchKey, isPreconditionFailed } from "./s3-failure.ts";
import type { Store, Stored } from "./store.ts";
import { StoreError } from "./store-error.ts";

/** The whole object, its version being the ETag. An answer of another length than announced is asked for again. */
export async function readObject(bucket: Bucket, key: string): Promise<Stored | null> {
  return await asking(bucket, key, async () => {
    const found = await getObject(bucket, key);
    if (found === null) return null;
    try {
      return { bytes: await wholeBody(found), version: found.etag };
    } finally {
      found.body.destroy();
    }
  });
}

async function wholeBody({ body, bytes }: Found): Promise<Uint8Array> {
  if (bytes > MAX_READ_BYTES)
    throw new StoreError("too-large", `has ${bytes} bytes, at most ${MAX_READ_BYTES} are read`);
  const whole = Buffer.allocUnsafeSlow(bytes);
  let received = 0;
  for await (const chunk of body) {
    if (received + chunk.length <= bytes) whole.set(chunk, received);
    received += chunk.length;
    if (received > bytes) break;
  }
  if (received !== bytes) throw wrongLength(received, bytes);
  return whole;
}

/** The object as a stream, which goes on where a broken connection left it, as long as it is the same object. */
export async function streamObject(bucket: Bucket, key: string): Promise<AsyncIterable<Uint8Array> | null> {
  const found = await asking(bucket, key, () => getObject(bucket, key));
  return found === null ? null : bodyOf(bucket, key, found);
}

async function* bodyOf(bucket: Bucket, key: string, first: Found): AsyncGenerator<Uint8Array> {
  let received = 0;
  let found = first;
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const chunk of found.body) {
        received += chunk.length;
        if (received > first.bytes) break;
        yield chunk;
      }
      if (received !== first.bytes) throw wrongLength(received, first.bytes);
      return;
    } catch (error) {
      if (received === first.bytes) return;
      if (received > first.bytes || attempt >= bucket.limits.attempts)
        throw explainFailure(error, bucket, key);
    } finally {
      found.body.destroy();
    }
    found = await rest(bucket, key, { from: received, etag: first.etag });
  }
}

function wrongLength(received: number, announced: number): StoreError {
  return new StoreError("unreachable", `${received} bytes came, ${announced} were announced`);
}

async function rest(bucket: Bucket, key: string, part: { from: number; etag: string }): Promise<Found> {
  return await asking(bucket, key, async () => {
    const wanted = { Range: `bytes=${part.from}-`, IfMatch: part.etag };
    const found = await getObject(bucket, key, wanted).catch((error) => {
      if (isPreconditionFailed(error)) return null;
      throw error;
    });
    if (found?.etag === part.etag && found.partial) return found;
    found?.body.destroy();
    throw new StoreError("refused", "it was replaced or deleted while it was read");
  });
}

type Found = {
  readonly body: Readable;
  /** Of this answer: the whole object, or the part that was asked for. */
  readonly bytes: number;
  readonly etag: string;
  readonly partial: boolean;
};

async function getObject(
  bucket: Bucket,
  key: string,
  options: { Range?: string; IfMatch?: string } = {},
): Promise<Found | null> {
  try {
    const found = await bucket.client.send(new GetObjectCommand({ ...objectOf(bucket, key), ...options }));
    const { Body: body, ContentLength: bytes, ETag: etag, ContentRange } = found;
    if (body === undefined || bytes === undefined || etag === undefined) {
      throw new StoreError(
        "refused",
        `${bucket.endpoint} answers without length or ETag: it is no S3 server`,
      );
    }
    // The SDK's own type; with Node's handler it is the response itself.
    return { body: body as Readable, bytes, etag, partial: ContentRange !== undefined };
  } catch (error) {
    if (isNoSuchKey(error)) return null;
    throw error;
  }
}

/** Size, time, and who wrote it as `createObject` notes it; null where there is no such object or bucket. */
export async function headObject(
  bucket: Bucket,
  key: string,
): Promise<{ readonly bytes: number; readonly modified: Date; readonly writer: string | null } | null> {
  return await asking(bucket, key, async () => {
    try {
      const found = await bucket.client.send(new HeadObjectCommand(objectOf(bucket, key)));
      const { ContentLength: bytes, LastModified: modified, Metadata } = found;
      if (bytes === undefined || modified === undefined) {
        throw new StoreError(
          "refused",
          `${bucket.endpoint} answers without length or date: it is no S3 server`,
        );
      }
      return { bytes, modified, writer: Metadata?.[WRITER] ?? null };
    } catch (error) {
      if (failureOf(error).status === 404) return null;
      throw error;
    }
  });
}

/** Name of the metadata by which a writer knows an object as its own when the answer got lost. */
export const WRITER = "writer";

/**
 * Objects below a prefix, but for the store's own and for names that no caller could use. Callers keep what is listed, so
 * that a server whose listing never ends must not fill their memory.
 */
export async function* listObjects(bucket: Bucket, below: string): ReturnType<Store["list"]> {
  requirePrefix(below);
  let token: string | undefined;
  let objects = 0;
  let pages = 0;
  do {
    const page = await listPage(bucket, below, token);
    objects += page.Contents?.length ?? 0;
    pages += 1;
    requireBounded(bucket, below, { objects, pages });
    for (const { Key = "", Size: bytes = 0, LastModified: modified = new Date(0) } of page.Contents ?? []) {
      const key = Key.slice(bucket.prefix.length);
      if (!Key.startsWith(bucket.prefix + below) || key === CAPABILITIES_KEY || !isKey(key)) continue;
      yield { key, bytes, modified };
    }
    token = nextToken(bucket, page, token);
  } while (token !== undefined);
}

function requireBounded(
  { place, endpoint, limits }: Bucket,
  below: string,
  { objects, pages }: { objects: number; pages: number },
): void {
  if (objects <= limits.listedObjects && pages <= limits.listedPages) return;
  throw new StoreError(
    "too-large",
    `store ${place}: the listing of "${below}*" that ${endpoint} gives has no end, after ${objects} objects in ${pages} ` +
      `answers; at most ${limits.listedObjects} in ${limits.listedPages} are read: look what lies there, and give the ` +
      "repository a prefix of its own",
  );
}

function nextToken(
  { place, endpoint }: Bucket,
  { IsTruncated, NextContinuationToken: next }: { IsTruncated?: boolean; NextContinuationToken?: string },
  token: string | undefined,
): string | undefined {
  if (!IsTruncated) return undefined;
  if (next !== undefined && next !== token) return next;
  throw new StoreError("refused", `store ${place}: ${endpoint} does not say how its listing goes on`);
}

async function listPage(bucket: Bucket, below: string, token: string | undefined) {
  const Prefix = bucket.prefix + below;
  const command = { Bucket: bucket.bucket, Prefix, ...(token && { ContinuationToken: token }) };
  return await asking(bucket, "", () => bucket.client.send(new ListObjectsV2Command(command)));
}
