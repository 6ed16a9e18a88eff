import { randomUUID } from "node:crypto";
import { DeleteObjectCommand, PutObjectCommand, type PutObjectCommandInput } from "@aws-sdk/client-s3";
import { openSteadyFile } from "./file-parts.ts";
import { pauseAfter, retrying } from "./retry.ts";
import { asking, askingOnce, type Bucket, objectOf } from "./s3-bucket.ts";
import { isNoSuchKey, isPassing, isPreconditionFailed, isWriteConflict } from "./s3-failure.ts";
import { uploadInParts } from "./s3-multipart.ts";
import { headObject, WRITER } from "./s3-reading.ts";
import type { Body } from "./store.ts";
import type { Condition, Writing } from "./writing.ts";

/**
 * Writes an object unless its name is taken. A request whose answer got lost may have done its work: whose object is
 * there then tells the note of its writer.
 */
export async function createObject(
  bucket: Bucket,
  object: Pick<Writing, "key" | "body" | "headers">,
): Promise<"created" | "exists"> {
  const { key } = object;
  const writing: Writing = { ...object, writer: randomUUID(), condition: { IfNoneMatch: "*" } };
  // Hundreds of megabytes are not sent only to hear that they are there.
  if (isLarge(bucket, object.body) && (await headObject(bucket, key)) !== null) return "exists";
  return await askingOnce(bucket, key, async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        await send(bucket, writing);
        return "created";
      } catch (error) {
        const isOpen = isPreconditionFailed(error) || isWriteConflict(error) || isPassing(error);
        if (!isOpen) throw error;
        const found = await headObject(bucket, key);
        if (found !== null) return found.writer === writing.writer ? "created" : "exists";
        if (attempt >= bucket.limits.attempts) throw error;
        await pauseAfter(error, attempt, bucket.limits);
      }
    }
  });
}

/**
 * Replaces the object that `version` names, or with null writes a first one. One request, sent once: when its answer
 * gets lost this rejects, and who called reads back. Only a meeting of two writers, in which neither wrote, is tried
 * again.
 */
export async function swapObject(
  bucket: Bucket,
  object: Pick<Writing, "key" | "headers"> & { readonly body: Uint8Array; readonly version: string | null },
): Promise<"swapped" | "conflict"> {
  const { version, key } = object;
  const condition: Condition = version === null ? { IfNoneMatch: "*" } : { IfMatch: version };
  const input = { ...inputOf(bucket, { ...object, writer: randomUUID(), condition }), Body: object.body };
  return await askingOnce(bucket, key, async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        await bucket.client.send(new PutObjectCommand(input));
        return "swapped";
      } catch (error) {
        if (isPreconditionFailed(error) || isNoSuchKey(error)) return "conflict";
        if (!isWriteConflict(error)) throw error;
        if (attempt >= bucket.limits.attempts) return "conflict";
        await pauseAfter(error, attempt, bucket.limits);
      }
    }
  });
}

/** Writes an object, whatever was there. */
export async function putObject(
  bucket: Bucket,
  object: Pick<Writing, "key" | "body" | "headers">,
): Promise<void> {
  const writing: Writing = { ...object, writer: randomUUID(), condition: null };
  await askingOnce(bucket, object.key, () => send(bucket, writing));
}

export async function deleteObject(bucket: Bucket, key: string): Promise<void> {
  await asking(bucket, key, async () => {
    await bucket.client.send(new DeleteObjectCommand(objectOf(bucket, key))).catch((error) => {
      if (!isNoSuchKey(error)) throw error;
    });
  });
}

function isLarge({ limits }: Bucket, body: Body): boolean {
  return !(body instanceof Uint8Array) && body.bytes > limits.wholeBytes;
}

async function send(bucket: Bucket, writing: Writing): Promise<void> {
  const { body, key } = writing;
  const input = inputOf(bucket, writing);
  if (body instanceof Uint8Array) return await sendWhole(bucket, { ...input, Body: body });
  await using file = await openSteadyFile(body);
  if (isLarge(bucket, body))
    return await uploadInParts(bucket, { ...writing, file, bytes: body.bytes, input });
  await bucket.slots.run(async () => {
    const Body = await file.read({ number: 1, from: 0, length: body.bytes });
    await file.requireUnchanged();
    await sendWhole(bucket, { ...input, Body });
  });
  bucket.progress({ key, sentBytes: body.bytes, bytes: body.bytes });
}

async function sendWhole(bucket: Bucket, input: PutObjectCommandInput): Promise<void> {
  const sendOnce = () => bucket.client.send(new PutObjectCommand(input));
  const isConditional = input.IfMatch !== undefined || input.IfNoneMatch !== undefined;
  await (isConditional ? sendOnce() : retrying(bucket.limits, sendOnce));
}

const CACHE_CONTROL = {
  immutable: "public, max-age=31536000, immutable",
  "no-cache": "no-cache, max-age=0",
} as const;

/** Never a Content-Encoding: clients and networks on the way would unpack what pacman checks as it is. */
function inputOf(bucket: Bucket, { key, headers, writer, condition }: Omit<Writing, "body">) {
  const { contentType, cacheControl, redirect } = headers;
  return {
    ...objectOf(bucket, key),
    ContentType: contentType,
    CacheControl: CACHE_CONTROL[cacheControl],
    Metadata: { [WRITER]: writer },
    ...(redirect === undefined ? {} : { WebsiteRedirectLocation: `/${objectOf(bucket, redirect).Key}` }),
    ...condition,
  };
}
