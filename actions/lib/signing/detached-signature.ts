import type { Hash } from "node:crypto";
import type { Key, SecretSubkeyPacket, SignaturePacket, Subkey } from "openpgp";
import { type HashName, hashContent } from "./content-hash.ts";
import { loadOpenpgp, type Openpgp } from "./openpgp-library.ts";
import type { Signable } from "./signer.ts";
import { SigningError } from "./signing-error.ts";

/** pacman refuses to download longer ones (`alpm_db_update`: 16 KiB). */
const SIGNATURE_BYTES = 16 * 1024;

/**
 * Signs content of any size: the library hashes only what it holds in memory, twice its size, so that it gets a
 * packet whose hash was made of a stream (RFC 4880 §5.2.4, version 4). Everything else is the library's.
 */
export async function signDetached(
  content: Signable,
  { secret, date }: { secret: SecretSubkeyPacket; date: Date },
): Promise<Uint8Array> {
  const openpgp = await loadOpenpgp();
  const { enums, config } = openpgp;
  const packet = new openpgp.SignaturePacket();
  packet.signatureType = enums.signature.binary;
  packet.publicKeyAlgorithm = secret.algorithm;
  packet.hashAlgorithm = enums.hash.sha512;
  const content512 = await hashContent(content, "sha512");
  const streamed: StreamedSigning = Object.assign(packet, {
    toHash: () => null,
    hash: async () => finished(content512, packet),
  });
  const settings = { ...config, ...DETERMINISTIC };
  await streamed.sign(secret, UNUSED, date, true, settings).catch((cause) => {
    throw new SigningError("unverifiable", UNVERIFIABLE, { cause });
  });
  if (!(await verifyHash(openpgp, { packet, hashed: finished(content512, packet), keyPacket: secret }))) {
    throw new SigningError("unverifiable", UNVERIFIABLE);
  }
  return written(openpgp, packet);
}

/** The library's packet, with what its declared types leave out. */
type StreamedSigning = {
  /** What a signature is computed over, for algorithms that would hash again; null: they take `hash`. */
  toHash(): null;
  hash(): Promise<Uint8Array>;
  sign(key: SecretSubkeyPacket, data: Uint8Array, date: Date, detached: true, config: object): Promise<void>;
};

/** Seen where secret and public half belong to different keys, and on broken machines. */
const UNVERIFIABLE =
  "what AUTOREPO_SIGNING_KEY signs does not verify: its secret does not belong to its public half. Export it again";

/** In place of the content, which was hashed already. */
const UNUSED = new Uint8Array();

/** Without a salt, the same bytes get the same signature at the same date. */
const DETERMINISTIC = { nonDeterministicSignaturesViaNotation: false };

/** The content's hash, with what a version 4 signature adds to it. */
function finished(content: Hash, { signatureData }: SignaturePacket): Uint8Array {
  if (signatureData === null) throw new Error("the packet has no signature data yet");
  const trailer = Buffer.from([0x04, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(signatureData.length, 2);
  return content.copy().update(signatureData).update(trailer).digest();
}

function written(openpgp: Openpgp, packet: SignaturePacket): Uint8Array {
  const packets = new openpgp.PacketList<SignaturePacket>();
  packets.push(packet);
  return packets.write();
}

/**
 * The subkey of `key` that made a detached signature over the content and is valid at `now` ("made": when the signature was);
 * null where there is none, whatever the reason. What is no signature at all is none, too.
 */
export async function signingSubkeyOf(
  content: Signable,
  { signature, key, now }: { signature: Uint8Array | string; key: Key; now: Date | "made" },
): Promise<Subkey | null> {
  const openpgp = await loadOpenpgp();
  const packet = await parsed(openpgp, signature);
  const hashName = packet && hashNameOf(openpgp, packet);
  if (packet === null || hashName === null) return null;
  const date = now === "made" ? packet.created : now;
  if (date === null) return null;
  const subkey = await validSubkey(key, packet, date);
  if (subkey === null || !holdsAt(packet, subkey, date)) return null;
  // Only now, since the content may be large.
  const hashed = finished(await hashContent(content, hashName), packet);
  const isMade = await verifyHash(openpgp, { packet, hashed, keyPacket: subkey.keyPacket });
  return isMade ? subkey : null;
}

async function parsed(openpgp: Openpgp, given: Uint8Array | string): Promise<SignaturePacket | null> {
  if (given.length > 2 * SIGNATURE_BYTES) return null;
  try {
    const { packets } = await (typeof given === "string"
      ? openpgp.readSignature({ armoredSignature: given })
      : openpgp.readSignature({ binarySignature: given }));
    const [packet] = packets;
    return packets.length === 1 && packet instanceof openpgp.SignaturePacket ? packet : null;
  } catch {
    return null;
  }
}

function hashNameOf({ enums }: Openpgp, packet: SignaturePacket): HashName | null {
  const { version, signatureType, hashAlgorithm } = packet;
  if (version !== 4 || signatureType !== enums.signature.binary) return null;
  if (hashAlgorithm === enums.hash.sha512) return "sha512";
  return hashAlgorithm === enums.hash.sha256 ? "sha256" : null;
}

/** `getSigningKey` looks at the primary key, the binding and the subkey as they are at a date. */
async function validSubkey(key: Key, packet: SignaturePacket, now: Date): Promise<Subkey | null> {
  try {
    const found = await key.getSigningKey(packet.issuerKeyID, now);
    return "mainKey" in found ? found : null;
  } catch {
    return null;
  }
}

function holdsAt(packet: SignaturePacket, subkey: Subkey, now: Date): boolean {
  const { created } = packet;
  if (created === null || created < subkey.getCreationTime()) return false;
  return packet.getExpirationTime() > now;
}

async function verifyHash({ enums }: Openpgp, { packet, hashed, keyPacket }: Question): Promise<boolean> {
  try {
    // A packet with a hash is not hashed again. The dates were looked at: null leaves them alone.
    const streamed: StreamedVerifying = Object.assign(packet, { hashed });
    await streamed.verify(keyPacket, enums.signature.binary, UNUSED, null, true);
    return true;
  } catch {
    return false;
  }
}

type Question = {
  readonly packet: SignaturePacket;
  /** Of the content with what the packet adds to it. */
  readonly hashed: Uint8Array;
  readonly keyPacket: Subkey["keyPacket"];
};

type StreamedVerifying = {
  verify(
    key: Subkey["keyPacket"],
    type: number,
    data: Uint8Array,
    date: Date | null | undefined,
    detached: true,
  ): Promise<void>;
};
