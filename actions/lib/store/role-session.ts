import type { S3Client } from "@aws-sdk/client-s3";
import type { WebIdentity } from "./s3-access.ts";
import { failureOf } from "./s3-failure.ts";
import { assumeRole, type TemporaryKeys } from "./web-identity.ts";

/** Before keys end: longer than a request takes. */
const MARGIN_MILLISECONDS = 5 * 60_000;

/** A role's keys, for as long as they hold; others when their time comes, or when a store says that it has. */
export function roleSession(identity: WebIdentity) {
  let keys: TemporaryKeys | null = null;
  return {
    /** For the SDK, which keeps what has no end yet: renewing is ours. */
    async credentials() {
      if (keys === null || keys.expiration.getTime() - Date.now() < MARGIN_MILLISECONDS)
        keys = await assumeRole(identity);
      return { ...keys, expiration: ENDED };
    },
    /** A session may end early, and this machine's clock may be slow. What was refused so did nothing, and is asked again. */
    renewWhenRefused(client: S3Client) {
      client.middlewareStack.add(
        (next) => async (request) => {
          try {
            return await next(request);
          } catch (error) {
            if (failureOf(error).code !== "ExpiredToken") throw error;
            keys = null;
            return await next(request);
          }
        },
        { step: "initialize", name: "renewSession" },
      );
    },
  };
}

const ENDED = new Date(0);
