import type { SignedState, State } from "../documents/index.ts";
import type { Verifier } from "../signing/index.ts";
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
  throw new PublishingError("signature", `${place} ${otherMaker(state, key)}`);
}

/** Who is said to have signed, and what a person does who did not expect it. */
function otherMaker({ signedBy }: State, { primaryFingerprint: ours }: Verifier): string {
  if (signedBy === null) return `has a signature of nobody: ${BACK_TO_OURS}`;
  const { primary, subkey } = signedBy;
  return primary === ours
    ? `says that ${subkey} signed it, and no subkey of ${ours} that is valid now did: somebody else wrote it, or the ` +
        `subkey was replaced. ${BACK_TO_OURS}; where it replaces a subkey, ${SIGNED_AGAIN}`
    : `says that ${primary} signed it, and AUTOREPO_SIGNING_KEY is another key, ${ours}. Where that is the wrong one, take the ` +
        `repository's own; where it replaces the other, ${SIGNED_AGAIN}; else somebody else wrote it, and ${BACK_TO_OURS}`;
}

const BACK_TO_OURS =
  "`scripts/autorepo verify --repair` goes back to the newest state that AUTOREPO_SIGNING_KEY has signed";

/** The fingerprint is not told here: what whoever writes to the store says of it must not be believed. */
const SIGNED_AGAIN =
  "`scripts/autorepo verify --repair --signed-by FINGERPRINT` signs again what the one that your clients trust has signed";

function requireMayBeUnsigned(place: string, { key, mayBeUnsigned }: StateTrust): void {
  if (mayBeUnsigned) return;
  const what = `is not signed${key === null ? "" : `, though a key is given (${key.primaryFingerprint})`}`;
  throw new PublishingError(
    "signature",
    `${place} ${what}: somebody else wrote it, or nobody signed until now. ${BACK_TO_OURS}`,
  );
}
