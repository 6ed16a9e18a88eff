import type { State } from "../../documents/index.ts";
import type { Signer } from "../../signing/index.ts";
import type { Store } from "../../store/index.ts";
import { PUBLIC_KEY_HEADERS } from "../objects/headers.ts";
import { keyringName } from "./keyring.ts";

/** Where a person finds the key to trust before the repository is added to pacman.conf. */
export function publicKeyName(repositoryName: string): string {
  return `${repositoryName}.asc`;
}

/** Where a repair keeps a key that was replaced, so that one that is cut off can go on. */
export function replacedKeyName(fingerprint: string): string {
  return `keys/${fingerprint}.asc`;
}

/** What clients of a repository have to trust; null: nothing is signed. */
export function clientsTrust(state: State | null): ClientsTrust | null {
  if (state === null || state.signedBy === null) return null;
  return {
    fingerprint: state.signedBy.primary,
    publicKey: publicKeyName(state.repository),
    keyring: keyringName(state.repository),
    databaseSigned: state.databaseSigned,
  };
}

export type ClientsTrust = {
  /** Of the primary key. */
  readonly fingerprint: string;
  /** Its object in the store. */
  readonly publicKey: string;
  /** The package that brings later keys. */
  readonly keyring: string;
  readonly databaseSigned: boolean;
};

/** Puts the public key into the store unless it is there as it is; answers whether it had to. */
export async function placePublicKey(store: Store, repositoryName: string, key: Signer): Promise<boolean> {
  const name = publicKeyName(repositoryName);
  const wanted = Buffer.from(key.publicKey);
  const found = await store.read(name);
  if (found !== null && wanted.equals(found.bytes)) return false;
  await store.put(name, wanted, PUBLIC_KEY_HEADERS);
  return true;
}
