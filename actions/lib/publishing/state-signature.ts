import type { SignedState, State } from "../documents/index.ts";
import { PublishingError } from "./publishing-error.ts";
import type { StateTrust } from "./signing.ts";

export type SignedDocument = {
  readonly signed: SignedState;
  readonly state: State;
  /** For messages. */
  readonly place: string;
};

/**
 * Throws a PublishingError unless the key at hand signed the state, or it is one that nobody had to sign: who can write
 * to the store must not be able to have packages signed by putting them into its state (security.md case 73).
 */
export async function requireGenuine(document: SignedDocument, trust: StateTrust): Promise<void> {
  const { signed, state, place } = document;
  if (state.signedBy === null && signed.signature === null) return requireMayBeUnsigned(place, trust);
  if (trust.key === null) {
    throw new PublishingError(
      "key-missing",
      `${place} belongs to a repository that is signed by ${state.signedBy?.primary}: set AUTOREPO_SIGNING_KEY, without ` +
        "which nothing tells whether it is yours, and clients would refuse what is published",
    );
  }
  const { key } = trust;
  const maker =
    signed.signature === null ? null : await key.madeBy(Buffer.from(signed.state), signed.signature);
  if (maker !== null && maker === state.signedBy?.subkey) return;
  const says = `says that ${state.signedBy?.subkey ?? "nobody"} signed it`;
  throw forged(`${place} ${says}, and no subkey of ${key.primaryFingerprint} that is valid now did`);
}

function requireMayBeUnsigned(place: string, { key, mayBeUnsigned }: StateTrust): void {
  if (mayBeUnsigned) return;
  throw forged(
    `${place} is not signed${key === null ? "" : `, though a key is given (${key.primaryFingerprint})`}`,
  );
}

function forged(what: string): PublishingError {
  return new PublishingError(
    "signature",
    `${what}: somebody else wrote it, or the key was replaced. \`scripts/autorepo verify --repair\` goes back to the newest state ` +
      "that AUTOREPO_SIGNING_KEY has signed; where that replaces another key or subkey, which clients were told to trust, " +
      "`scripts/autorepo verify --repair --signed-by FINGERPRINT` signs again what that one has signed",
  );
}
