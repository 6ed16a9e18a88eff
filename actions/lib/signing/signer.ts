import type { Body } from "../store/index.ts";

/** What is signed: read once, in pieces, so that its size does not matter. */
export type Signable = Body | AsyncIterable<Uint8Array>;

/** Judges signatures as a client does that holds this public key. */
export type Verifier = {
  /** Of the primary key, which clients trust: 40 uppercase hexadecimal digits. */
  readonly primaryFingerprint: string;
  /** Armored, without any secret. */
  readonly publicKey: string;
  /** The same key as pacman's keyrings have it. */
  readonly publicKeyBytes: Uint8Array;
  /**
   * Which subkey of this key made a detached signature, binary or armored, over these bytes: its fingerprint. null where
   * none did, or one that has expired or was revoked since, as pacman judges (gpgv calls those good).
   */
  madeBy(content: Signable, signature: Uint8Array | string): Promise<string | null>;
};

/** Signs with one OpenPGP subkey, in this process: no agent, no keyring on disk. */
export type Signer = Verifier & {
  /** Of the subkey: 40 uppercase hexadecimal digits. */
  readonly fingerprint: string;
  /** When the primary key or the last of its signing subkeys ends; null: never. */
  readonly ends: Date | null;
  /** Sentences for a person: the key expires in three weeks. */
  readonly warnings: readonly string[];
  /** A detached binary signature that was verified; the same bytes and the same `date` give the same signature. */
  sign(content: Signable, date: Date): Promise<Uint8Array>;
  /** Whether a detached signature over these bytes was made by this subkey and holds now. */
  verifies(content: Signable, signature: Uint8Array): Promise<boolean>;
};
