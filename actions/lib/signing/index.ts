export { daysLeft } from "./expiry.ts";
export { type NewKey, newSigningKey } from "./new-key.ts";
export { openSigner, type SigningKey } from "./open-signer.ts";
export type { Signable, Signer, Verifier } from "./signer.ts";
export { SigningError, type SigningErrorCode } from "./signing-error.ts";
export { armoredSignature, openPastVerifier, openVerifier, type PastVerifier } from "./verifier.ts";
