/**
 * Why a key cannot sign. "not-a-key": no armored OpenPGP key. "not-secret": a public key. "several-keys": more than one
 * primary key. "primary-key": the primary's own secret is in it, or nothing but the primary could sign.
 * "no-signing-subkey": none with its secret that may sign. "key-type": one that pacman does not take.
 * "passphrase": missing or wrong. "invalid": the key's own signatures do not hold. "unverifiable": what it signs
 * does not verify.
 */
export type SigningErrorCode =
  | "not-a-key"
  | "not-secret"
  | "several-keys"
  | "primary-key"
  | "no-signing-subkey"
  | "key-type"
  | "expired"
  | "revoked"
  | "passphrase"
  | "invalid"
  | "unverifiable";

/** The message says what is wrong and which command makes a right key; nothing of a key or passphrase is in it. */
export class SigningError extends Error {
  readonly code: SigningErrorCode;

  constructor(code: SigningErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SigningError";
    this.code = code;
  }
}
