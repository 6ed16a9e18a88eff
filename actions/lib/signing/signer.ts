import type { Body } from "../store/index.ts";

/** Signs with one OpenPGP subkey, in this process: no agent, no keyring on disk. */
export type Signer = {
  /** Of the subkey: 40 uppercase hexadecimal digits. */
  readonly fingerprint: string;
  /** Of the primary key, which clients trust. */
  readonly primaryFingerprint: string;
  /** Armored, without any secret. */
  readonly publicKey: string;
  /** Sentences for a person: the key expires in three weeks. */
  readonly warnings: readonly string[];
  /** A detached binary signature; the same bytes and the same `date` give the same signature. */
  sign(body: Body, date: Date): Promise<Uint8Array>;
  /** Whether a detached signature over these bytes was made by this subkey and holds now, as pacman would judge. */
  verifies(body: Body, signature: Uint8Array): Promise<boolean>;
};
