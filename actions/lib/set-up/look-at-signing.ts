import { openSigner, SigningError } from "../signing/index.ts";
import type { Surroundings } from "../workspace/index.ts";
import { type SigningFacts, type Unseen, unseen } from "./facts.ts";

/** Opens the key as publish would, and signs nothing that leaves this process. `elsewhere`: who has the secrets instead. */
export async function lookAtSigning(
  { environment: { signingKey, signingPassphrase }, now }: Surroundings,
  elsewhere: Unseen | null,
): Promise<SigningFacts> {
  const lasting = unseen("there is no key to look at");
  if (signingKey === null) return { key: elsewhere ?? { is: "no", complaint: null }, lasting };
  try {
    const signer = await openSigner({ armoredKey: signingKey, passphrase: signingPassphrase, now });
    const { fingerprint, warnings } = signer;
    return {
      key: { is: "yes", fingerprint },
      lasting: warnings.length === 0 ? { is: "yes" } : { is: "no", warnings },
    };
  } catch (error) {
    if (!(error instanceof SigningError)) throw error;
    // Its words name the armor that is missed, and hold nothing of a key.
    return { key: { is: "no", complaint: error.message }, lasting };
  }
}
