import type { Signer, Verifier } from "../signing/index.ts";
import type { ReadableStore } from "../store/index.ts";
import { PublishingError } from "./publishing-error.ts";

/** What a reader takes for a genuine state. */
export type StateTrust = {
  /** null: there is none at hand. */
  readonly key: Verifier | null;
  /** A folder of one's own may hold a repository that nobody signed. */
  readonly mayBeUnsigned: boolean;
};

/** What a publisher signs with. */
export type Signing = StateTrust & {
  readonly key: Signer | null;
  /** Asked by the first publication of a signed repository: whether clients are sent on by the store's redirects. */
  redirectsWork(): Promise<boolean>;
};

/** Throws where a store that others can read would get packages that nobody signed. */
export function requireKey({ place }: ReadableStore, { key, mayBeUnsigned }: StateTrust): void {
  if (key !== null || mayBeUnsigned) return;
  throw new PublishingError(
    "key-missing",
    `${place} is no folder of this machine, and what is published there has to be signed: set AUTOREPO_SIGNING_KEY, ` +
      "and AUTOREPO_SIGNING_PASSPHRASE where the key is locked (`scripts/autorepo doctor` prints how a key is made)",
  );
}
