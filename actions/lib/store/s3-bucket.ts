import type { S3Client } from "@aws-sdk/client-s3";
import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";
import { keyParts } from "./key.ts";
import { retrying } from "./retry.ts";
import { S3_LIMITS, type S3Access, type S3Limits } from "./s3-access.ts";
import { s3Client } from "./s3-client.ts";
import { explainFailure, type Place } from "./s3-failure.ts";
import { type Slots, slotsOf } from "./slots.ts";

/** Part of a bucket, with all it takes to ask for its objects. */
export type Bucket = Place & {
  readonly client: S3Client;
  /** Begins the name of every object; "" or with a slash at its end. */
  readonly prefix: string;
  readonly limits: S3Limits;
  /** For what is held in memory while it is on its way. */
  readonly slots: Slots;
  readonly progress: NonNullable<S3Access["progress"]>;
};

export function openBucket(address: BucketAddress, access: S3Access): Bucket {
  const { bucket, endpoint, region } = address;
  const prefix = address.prefix === "" ? "" : `${address.prefix}/`;
  const limits = { ...S3_LIMITS, ...access.limits };
  return {
    place: `s3://${bucket}/${prefix}`.replace(/\/$/, ""),
    endpoint: endpoint ?? `AWS ${region}`,
    bucket,
    prefix,
    client: s3Client(address, access, limits),
    limits,
    slots: slotsOf(limits.parallel),
    progress: access.progress ?? (() => {}),
  };
}

/** An object as requests name it. Throws a StoreError for a key that is none. */
export function objectOf({ bucket, prefix }: Bucket, key: string): { Bucket: string; Key: string } {
  return { Bucket: bucket, Key: prefix + keyParts(key).join("/") };
}

/** Runs what may be done twice, with retries; what it throws becomes a StoreError. */
export async function asking<T>(bucket: Bucket, key: string, operation: () => Promise<T>): Promise<T> {
  return await askingOnce(bucket, key, () => retrying(bucket.limits, operation));
}

export async function askingOnce<T>(bucket: Bucket, key: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw explainFailure(error, bucket, key);
  }
}
