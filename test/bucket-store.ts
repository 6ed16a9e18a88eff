import { openStore, type S3Access, type Store } from "../actions/lib/store/index.ts";
import type { S3Server } from "./s3-server.ts";

export type BucketStoreOptions = {
  readonly prefix?: string;
  /** A proxy in front of the server. */
  readonly endpoint?: string;
  readonly limits?: S3Access["limits"];
  readonly progress?: S3Access["progress"];
};

/** Opens part of a test server's bucket, with pauses between tries that a test can wait for. */
export async function openBucketStore(server: S3Server, options: BucketStoreOptions = {}): Promise<Store> {
  const { prefix = "", endpoint = server.endpoint, limits, progress } = options;
  const address = { kind: "s3", bucket: server.bucket, prefix, endpoint, region: server.region } as const;
  return await openStore(address, {
    folder: "/",
    s3: {
      credentials: { kind: "keys", ...server.keys, sessionToken: null },
      limits: { pauseMilliseconds: 5, ...limits },
      ...(progress && { progress }),
    },
  });
}
