import type { PrivateKey, SecretSubkeyPacket, Subkey } from "openpgp";
import { daysLeft, type Expiry, expiryWarning, hasExpired, type Lifetime } from "./expiry.ts";
import { exportCommand, inWords, newSubkeyCommand, prolongCommand } from "./gpg-commands.ts";
import { isTakenByPacman, keyTypeError } from "./judge-primary.ts";
import { SigningError } from "./signing-error.ts";
import { fingerprintOf } from "./verifier.ts";

/** A subkey whose secret is at hand. */
export type SigningSubkey = { readonly subkey: Subkey; readonly secret: SecretSubkeyPacket };

type Judged = SigningSubkey & {
  readonly expires: Expiry;
  readonly state: "valid" | "expired" | "revoked" | "invalid";
};

/** A newer subkey takes over this long before the older one ends: until then the keyring package carries it to clients. */
const HANDOVER_DAYS = 14;

/**
 * Of the subkeys that may sign and whose secret is at hand, the oldest that clients take for some time yet: they know it
 * best, and how long there is one. Throws a SigningError where there is none.
 */
export async function chooseSubkey(
  key: PrivateKey,
  now: Date,
): Promise<Lifetime & { readonly chosen: SigningSubkey }> {
  const primary = fingerprintOf(key);
  const candidates = key.subkeys.flatMap(signingSubkey);
  const usable = candidates.filter(({ secret }) => isTakenByPacman(secret));
  const [first] = candidates;
  if (first !== undefined && usable.length === 0) throw keyTypeError(first.secret);
  const judged = await Promise.all(usable.map((one) => judge(key, one, now)));
  const valid = judged.filter(({ state }) => state === "valid").sort(byCreation);
  const lasting = valid.find(({ expires }) => daysLeft(expires, now) >= HANDOVER_DAYS);
  const last = valid.toSorted((a, b) => daysLeft(b.expires, now) - daysLeft(a.expires, now))[0];
  const chosen = lasting ?? last;
  if (chosen === undefined || last === undefined) throw noneLeft(judged, primary);
  const hasSuccessor = daysLeft(last.expires, now) > daysLeft(chosen.expires, now);
  return {
    chosen,
    ends: last.expires,
    warnings: hasSuccessor ? [] : warningsOf(chosen, { primary, now }),
  };
}

/** Signs by its binding's key flags (RFC 4880 §5.2.3.21), and has a secret. */
function signingSubkey(subkey: Subkey): readonly SigningSubkey[] {
  const secret = subkey.keyPacket;
  if (!("isDummy" in secret) || secret.isDummy()) return [];
  const maySign = subkey.bindingSignatures.some(({ keyFlags }) => ((keyFlags?.[0] ?? 0) & SIGN_DATA) !== 0);
  return maySign ? [{ subkey, secret }] : [];
}

const SIGN_DATA = 0x02;

async function judge(key: PrivateKey, one: SigningSubkey, now: Date): Promise<Judged> {
  const { subkey } = one;
  const expires = await subkey.getExpirationTime(now);
  const isUsable = await key.getSigningKey(subkey.getKeyID(), now).then(
    (found) => found === subkey,
    () => false,
  );
  if (isUsable) return { ...one, expires, state: "valid" };
  if (subkey.revocationSignatures.length > 0) return { ...one, expires, state: "revoked" };
  return { ...one, expires, state: hasExpired(expires, now) ? "expired" : "invalid" };
}

function byCreation(a: SigningSubkey, b: SigningSubkey): number {
  return a.subkey.getCreationTime().getTime() - b.subkey.getCreationTime().getTime();
}

function warningsOf(
  { subkey, expires }: Judged,
  { primary, now }: { primary: string; now: Date },
): readonly string[] {
  const fingerprint = fingerprintOf(subkey);
  const remedy = inWords([prolongCommand(primary, fingerprint), exportCommand(primary)]);
  return expiryWarning(`the signing subkey ${fingerprint}`, { expires, now, remedy });
}

function noneLeft(judged: readonly Judged[], primary: string): SigningError {
  const add = inWords([newSubkeyCommand(primary), exportCommand(primary)]);
  const newest = judged.toSorted(byCreation).at(-1);
  if (newest === undefined) {
    const words = `AUTOREPO_SIGNING_KEY has no subkey of ${primary} that signs and whose secret is in it: ${add}`;
    return new SigningError("no-signing-subkey", words);
  }
  const { subkey, expires, state } = newest;
  const name = `the signing subkey ${fingerprintOf(subkey)}`;
  if (state === "revoked") return new SigningError("revoked", `${name} was revoked: ${add}`);
  if (state === "expired" && expires instanceof Date) {
    const prolong = inWords([prolongCommand(primary, fingerprintOf(subkey)), exportCommand(primary)]);
    return new SigningError(
      "expired",
      `${name} expired on ${expires.toISOString().slice(0, 10)}: ${prolong}`,
    );
  }
  return new SigningError(
    "invalid",
    `${name} is not bound to ${primary} by signatures that hold now: ${add}`,
  );
}
