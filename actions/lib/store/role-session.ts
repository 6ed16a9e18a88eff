import type { S3Client } from "@aws-sdk/client-s3";
import type { WebIdentity } from "./s3-access.ts";
import { failureOf } from "./s3-failure.ts";
import { assumeRole, type TemporaryKeys } from "./web-identity.ts";

/** Before keys end: longer than a request takes. */
const MARGIN_MILLISECONDS = 5 * 60_000;

/** A role's keys, for as long as they hold; others when their time comes, or when a store says that it has. */
export function roleSession(identity: WebIdentity) {
  let keys: TemporaryKeys | null = null;
  let since = 0;
  return {
    /** For the SDK, which keeps what has no end yet: renewing is ours. */
    async credentials() {
      if (keys === null || keys.expiration.getTime() - Date.now() < MARGIN_MILLISECONDS) {
        keys = await assumeRole(identity);
        since = performance.now();
      }
      return { ...keys, expiration: ENDED };
    },
    /** A session may end early, and this machine's clock may be slow. What was refused so did nothing, and is asked again. */
    renewWhenRefused(client: S3Client) {
      client.middlewareStack.add(
        (next) => async (request) => {
          const asked = performance.now();
          try {
            return await next(request);
          } catch (error) {
            if (!saysEnded(error)) throw error;
            // Another request may have renewed them meanwhile.
            if (since < asked) keys = null;
            return await next(request);
          }
        },
        { step: "initialize", name: "renewSession" },
      );
    },
  };
}

const ENDED = new Date(0);

/** The answer to a HEAD request has no body to say so. */
function saysEnded(error: unknown): boolean {
  const { code, status } = failureOf(error);
  return code === "ExpiredToken" || (status === 400 && code === "Unknown");
}
