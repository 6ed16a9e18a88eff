import { openSigner, SigningError, type Verifier } from "../signing/index.ts";
import type { Surroundings } from "../workspace/index.ts";
import { type SigningFacts, type Unseen, unseen } from "./facts.ts";

/** `key`: what it can judge by; null: there is none that could sign. */
export type SigningLook = { readonly signing: SigningFacts; readonly key: Verifier | null };

/** Opens the key as publish would, and signs nothing that leaves this process. `elsewhere`: who has the secrets instead. */
export async function lookAtSigning(
  { environment: { signingKey, signingPassphrase }, now }: Surroundings,
  elsewhere: Unseen | null,
): Promise<SigningLook> {
  const lasting = unseen("there is no key to look at");
  if (signingKey === null) {
    return { signing: { key: elsewhere ?? { is: "no", complaint: null }, lasting }, key: null };
  }
  try {
    const signer = await openSigner({ armoredKey: signingKey, passphrase: signingPassphrase, now });
    const { fingerprint, warnings } = signer;
    const signing: SigningFacts = {
      key: { is: "yes", fingerprint },
      lasting: warnings.length === 0 ? { is: "yes" } : { is: "no", warnings },
    };
    return { signing, key: signer };
  } catch (error) {
    if (!(error instanceof SigningError)) throw error;
    // Its words name the armor that is missed, and hold nothing of a key.
    return { signing: { key: { is: "no", complaint: error.message }, lasting }, key: null };
  }
}
