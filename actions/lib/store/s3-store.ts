import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import { keptCapabilities, probeAndKeep } from "./capabilities.ts";
import { checkedFirst } from "./checked-first.ts";
import type { S3Access } from "./s3-access.ts";
import { type Bucket, openBucket } from "./s3-bucket.ts";
import { headObject, listObjects, readObject, streamObject } from "./s3-reading.ts";
import { createObject, deleteObject, putObject, swapObject } from "./s3-writing.ts";
import type { Capabilities, Store } from "./store.ts";

/**
 * A store in a bucket of AWS or of anybody who speaks its protocol. Which conditions the bucket keeps is asked before
 * the first conditional write; where it keeps none, `create` and `swap` look first and write then.
 * Versions are ETags. What is read and listed costs no more than one request, but for retries.
 */
export function s3Store(address: BucketAddress, access: S3Access): Store {
  const bucket = openBucket(address, access);
  const conditional = conditionalStore(bucket);
  const lookingFirst = checkedFirst(conditional);
  let known: Promise<Capabilities> | null = null;
  const capabilities = async ({ again = false } = {}): Promise<Capabilities> => {
    const origin = `${bucket.endpoint} ${bucket.place}`;
    if (again || known === null) known = (again ? probeAndKeep : keptCapabilities)(conditional, origin);
    // A failure is not remembered.
    return await known.catch((error) => {
      known = null;
      throw error;
    });
  };
  const creating = async () => ((await capabilities()).conditionalCreate ? conditional : lookingFirst);
  const swapping = async () => ((await capabilities()).compareAndSwap ? conditional : lookingFirst);
  return {
    ...conditional,
    capabilities,
    create: async (...object) => await (await creating()).create(...object),
    swap: async (...object) => await (await swapping()).swap(...object),
  };
}

/** The bucket as it is, trusted to keep conditions. */
function conditionalStore(bucket: Bucket): Store {
  return {
    place: bucket.place,
    capabilities: async () => ({ conditionalCreate: true, compareAndSwap: true }),
    read: (key) => readObject(bucket, key),
    stream: (key) => streamObject(bucket, key),
    async stat(key) {
      const found = await headObject(bucket, key);
      return found && { bytes: found.bytes, modified: found.modified };
    },
    create: (key, body, headers) => createObject(bucket, { key, body, headers }),
    swap: (key, body, options) => swapObject(bucket, { key, body, ...options }),
    put: (key, body, headers) => putObject(bucket, { key, body, headers }),
    delete: (key) => deleteObject(bucket, key),
    list: (prefix) => listObjects(bucket, prefix),
  };
}
