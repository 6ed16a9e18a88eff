import type { BucketAddress } from "../packages-yaml/packages-yaml.ts";

/** How a bucket is reached beyond its address; read from the environment by whoever calls. */
export type S3Access = {
  readonly credentials: S3Credentials;
  /** Told when a file begins to be sent in parts, and of every part or whole file that has arrived. */
  readonly progress?: (progress: UploadProgress) => void;
  readonly limits?: Partial<S3Limits>;
};

/** Keys, or the name of a role for whoever shows a token of an identity provider, as workflows on GitHub can. */
export type S3Credentials =
  | {
      readonly kind: "keys";
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken: string | null;
    }
  | { readonly kind: "web-identity"; readonly webIdentity: WebIdentity };

export type WebIdentity = {
  readonly roleArn: string;
  /** A fresh token for the audience sts.amazonaws.com. */
  readonly token: () => Promise<string>;
  readonly region: string;
  /** Where the token is exchanged; default: AWS STS of the region. */
  readonly endpoint?: string;
};

export type UploadProgress = { readonly key: string; readonly sentBytes: number; readonly bytes: number };

export type S3Limits = {
  /**
   * Files of no more are sent in one request: the databases of 10,000 packages too, so that what a publication costs does not
   * depend on how many there are.
   */
  readonly wholeBytes: number;
  /** Others are sent in parts of this size; S3 takes 5 MiB to 5 GiB, but for the last. */
  readonly partBytes: number;
  /** Parts and files of this store that are in memory and on their way at a time. */
  readonly parallel: number;
  /** Tries of a request that may be repeated. */
  readonly attempts: number;
  /** Before the second attempt; doubled for each one after. */
  readonly pauseMilliseconds: number;
  /** Without any byte for this long, a request is given up. */
  readonly idleMilliseconds: number;
  /** Of one listing: objects, whoever made them, and answers, of which S3 gives one for 1,000 objects. */
  readonly listedObjects: number;
  readonly listedPages: number;
};

export const S3_LIMITS: S3Limits = {
  wholeBytes: 32 * 2 ** 20,
  partBytes: 8 * 2 ** 20,
  parallel: 4,
  attempts: 5,
  pauseMilliseconds: 250,
  idleMilliseconds: 60_000,
  listedObjects: 1_000_000,
  listedPages: 10_000,
};

/** S3 takes no more parts of one object. */
export const MOST_PARTS = 10_000;

/** The address at which readers without keys find a bucket that lets them, as its plain endpoint shows it. */
export function bucketUrl({ bucket, prefix, endpoint, region }: BucketAddress): string {
  const host =
    endpoint === null
      ? `https://${bucket.includes(".") ? `s3.${region ?? "us-east-1"}.amazonaws.com/${bucket}` : `${bucket}.s3.${region ?? "us-east-1"}.amazonaws.com`}`
      : `${endpoint}/${bucket}`;
  return prefix === "" ? host : `${host}/${prefix}`;
}
