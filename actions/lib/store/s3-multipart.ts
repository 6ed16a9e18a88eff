import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type PutObjectCommandInput,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { type FilePart, partsOf, type SteadyFile } from "./file-parts.ts";
import { retrying } from "./retry.ts";
import { MOST_PARTS } from "./s3-access.ts";
import type { Bucket } from "./s3-bucket.ts";
import { failureOf } from "./s3-failure.ts";
import { headObject } from "./s3-reading.ts";
import { StoreError } from "./store-error.ts";
import type { Writing } from "./writing.ts";

export type Upload = Omit<Writing, "body"> & {
  readonly file: SteadyFile;
  readonly bytes: number;
  /** What a single request would say of the object. */
  readonly input: PutObjectCommandInput;
};

/**
 * Sends a large file in parts, a few at a time, and makes an object of them at the end; the condition counts then.
 * When that fails, or a part does for good, nothing is left of them.
 */
export async function uploadInParts(bucket: Bucket, upload: Upload): Promise<void> {
  const { IfMatch: _match, IfNoneMatch: _noneMatch, ...unconditional } = upload.input;
  const start = new CreateMultipartUploadCommand(unconditional);
  const { UploadId } = await retrying(bucket.limits, () => bucket.client.send(start));
  if (UploadId === undefined) {
    throw new StoreError(
      "refused",
      `${bucket.endpoint} begins an upload in parts without an id: it is no S3 server`,
    );
  }
  const target = { Bucket: upload.input.Bucket, Key: upload.input.Key, UploadId };
  try {
    const Parts = await sendParts(bucket, upload, target);
    await upload.file.requireUnchanged();
    await complete(bucket, upload, { ...target, MultipartUpload: { Parts } });
  } catch (error) {
    const abort = () => bucket.client.send(new AbortMultipartUploadCommand(target));
    // What cannot be aborted costs room until the bucket's lifecycle rule for incomplete uploads removes it.
    await retrying(bucket.limits, abort).catch(() => {});
    throw error;
  }
}

type Target = {
  readonly Bucket: string | undefined;
  readonly Key: string | undefined;
  readonly UploadId: string;
};

async function sendParts(bucket: Bucket, upload: Upload, target: Target): Promise<CompletedPart[]> {
  const stop = new AbortController();
  let sentBytes = 0;
  bucket.progress({ key: upload.key, sentBytes, bytes: upload.bytes });
  const sendPart = async (part: FilePart) => {
    if (stop.signal.aborted) return null;
    try {
      const ETag = await uploadPart(bucket, { ...target, part, file: upload.file, signal: stop.signal });
      sentBytes += part.length;
      bucket.progress({ key: upload.key, sentBytes, bytes: upload.bytes });
      return { PartNumber: part.number, ETag };
    } catch (error) {
      // The first failure is the cause; those of parts that it stops are not.
      stop.abort(error);
      return null;
    }
  };
  const parts = partsOf(upload.bytes, { partBytes: bucket.limits.partBytes, most: MOST_PARTS });
  const sent = await Promise.all(parts.map((part) => bucket.slots.run(() => sendPart(part))));
  stop.signal.throwIfAborted();
  return sent.filter((part) => part !== null);
}

async function uploadPart(
  bucket: Bucket,
  { part, file, signal, ...target }: Target & { part: FilePart; file: SteadyFile; signal: AbortSignal },
): Promise<string> {
  const Body = await file.read(part);
  const command = { ...target, PartNumber: part.number, Body };
  const { ETag } = await retrying(bucket.limits, () =>
    bucket.client.send(new UploadPartCommand(command), { abortSignal: signal }),
  );
  if (ETag === undefined) throw new StoreError("refused", `${bucket.endpoint} takes a part without an ETag`);
  return ETag;
}

type Completion = Target & { readonly MultipartUpload: { readonly Parts: CompletedPart[] } };

/** Asked again, a server that has done it already knows no such upload: then the object tells. */
async function complete(
  bucket: Bucket,
  { key, writer, condition }: Upload,
  target: Completion,
): Promise<void> {
  const command = () => new CompleteMultipartUploadCommand({ ...target, ...condition });
  if (condition !== null) {
    await bucket.client.send(command());
    return;
  }
  await retrying(bucket.limits, async () => {
    await bucket.client.send(command()).catch(async (error) => {
      const isDone =
        failureOf(error).code === "NoSuchUpload" && (await headObject(bucket, key))?.writer === writer;
      if (!isDone) throw error;
    });
  });
}
