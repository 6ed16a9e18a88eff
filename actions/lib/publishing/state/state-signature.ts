import type { SignedState, State } from "../../documents/index.ts";
import type { Verifier } from "../../signing/index.ts";
import { PublishingError } from "../publishing-error.ts";
import type { StateTrust } from "../signing.ts";

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
  const { says, remedy } = otherMaker(state, key);
  throw new PublishingError("signature", `${place} ${says}. ${remedy}${BACK_TO_OURS}`);
}

export type OtherMaker = {
  /** Who is said to have signed: what whoever writes to the store says of it. */
  readonly says: string;
  /** What a person does where it is no forgery. */
  readonly remedy: string;
};

export function otherMaker({ signedBy }: State, { primaryFingerprint: ours }: Verifier): OtherMaker {
  if (signedBy === null) return { says: "is signed by nobody", remedy: COPIED };
  const { primary, subkey } = signedBy;
  return primary === ours
    ? {
        says: `says that ${subkey} signed it, and no subkey of ${ours} that is valid now did`,
        remedy: `Where that subkey has expired: \`scripts/autorepo verify --repair\`; where it was revoked: ${SIGNED_AGAIN}. `,
      }
    : {
        says: `says that ${primary} signed it, and AUTOREPO_SIGNING_KEY is ${ours}`,
        remedy: `Set the repository's own key; or, where yours has replaced it: ${SIGNED_AGAIN}. `,
      };
}

const COPIED =
  "Where you have copied a folder of yours: publish into the folder with this key, and copy that. ";

/** The fingerprint is not told: it is not to be taken from what lies in the store. */
export const SIGNED_AGAIN =
  "`scripts/autorepo verify --repair --signed-by FINGERPRINT`, of the key that your clients trust";

const BACK_TO_OURS =
  "If somebody else wrote it: `scripts/autorepo verify --repair` goes back to the newest state that your key has signed";

function requireMayBeUnsigned(place: string, { key, mayBeUnsigned }: StateTrust): void {
  if (mayBeUnsigned) return;
  const what = `is not signed${key === null ? "" : `, though a key is given (${key.primaryFingerprint})`}`;
  throw new PublishingError("signature", `${place} ${what}. ${COPIED}${BACK_TO_OURS}`);
}
