import {
  openPastVerifier,
  type PastVerifier,
  type Signer,
  SigningError,
  type Verifier,
} from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import { publicKeyName, replacedKeyName } from "../keyring/public-key.ts";
import { PUBLIC_KEY_HEADERS } from "../objects/headers.ts";
import { PublishingError } from "../publishing-error.ts";

export type JudgeRequest = {
  readonly repositoryName: string;
  /** What is signed with from now on; null: nothing is. */
  readonly key: Signer | null;
  /** Fingerprint of the key, or of the subkey, that a person says has signed this repository until now; null: nobody said. */
  readonly signedBy: string | null;
};

/**
 * Judges for a repair who made what a store holds: the key at hand, also by subkeys that have expired since, and the key that a
 * person names. null: there is no key. What is judged is read once for each of them.
 *
 * @throws PublishingError where the named key is not to be had
 */
export async function repairJudge(store: Store, request: JudgeRequest): Promise<Verifier | null> {
  const { key, signedBy } = request;
  if (key === null) return null;
  const past = await openPastVerifier({ armoredKey: key.publicKey, evenRevoked: false });
  const named = signedBy === null ? [] : [await namedKey(store, { ...request, key, signedBy })];
  const judges: readonly Verifier[] = [key, past, ...named];
  const { primaryFingerprint, publicKey, publicKeyBytes } = key;
  return {
    ...{ primaryFingerprint, publicKey, publicKeyBytes },
    madeBy: async (content, signature) => {
      for (const judge of judges) {
        const maker = await judge.madeBy(content, signature);
        if (maker !== null) return maker;
      }
      return null;
    },
  };
}

/** A subkey of our own that was revoked, or a key that ours has replaced and whose public half is still in the store. */
async function namedKey(
  store: Store,
  { repositoryName, key, signedBy }: JudgeRequest & { key: Signer; signedBy: string },
): Promise<Verifier> {
  const own = await openPastVerifier({ armoredKey: key.publicKey, evenRevoked: true });
  const offered = own.fingerprints.includes(signedBy)
    ? own
    : await offeredKey(store, { repositoryName, signedBy });
  if (offered === null) {
    const name = publicKeyName(repositoryName);
    throw new PublishingError(
      "key-missing",
      `${store.place}/${name} is not the public key ${signedBy}, nor is it in AUTOREPO_SIGNING_KEY: put the key there, as ` +
        `\`gpg --armor --export ${signedBy}\` prints it, and repair again`,
    );
  }
  const isNamed = (maker: string) => signedBy === offered.primaryFingerprint || signedBy === maker;
  return {
    ...offered,
    madeBy: async (content, signature) => {
      const maker = await offered.madeBy(content, signature);
      return maker !== null && isNamed(maker) ? maker : null;
    },
  };
}

/**
 * The public key of that fingerprint as clients fetch it, or as an earlier try has kept it: the repair puts the new one in its
 * place. A fingerprint is made of the key itself, so that who can write to the store cannot put another key of that name there.
 */
async function offeredKey(
  store: Store,
  { repositoryName, signedBy }: { repositoryName: string; signedBy: string },
): Promise<PastVerifier | null> {
  const kept = replacedKeyName(signedBy);
  for (const name of [publicKeyName(repositoryName), kept]) {
    const object = await store.read(name);
    const key = object && (await readableKey(object.bytes));
    if (!key?.fingerprints.includes(signedBy)) continue;
    if (name !== kept) await store.put(kept, Buffer.from(key.publicKey), PUBLIC_KEY_HEADERS);
    return key;
  }
  return null;
}

async function readableKey(bytes: Uint8Array): Promise<PastVerifier | null> {
  try {
    return await openPastVerifier({ armoredKey: Buffer.from(bytes).toString(), evenRevoked: true });
  } catch (error) {
    if (error instanceof SigningError) return null;
    throw error;
  }
}
