import { createHash } from "node:crypto";
import {
  DocumentError,
  type Manifest,
  readManifest,
  readSignedState,
  readState,
  type SignedState,
  type State,
  writeDocument,
  writeManifest,
} from "../../documents/index.ts";
import { armoredSignature, type Signer } from "../../signing/index.ts";
import { PublishingError } from "../publishing-error.ts";
import type { SignedDocument } from "./state-signature.ts";

/** An object of the store as it was read; `place` names it in messages. */
export type StoredDocument = { readonly bytes: Uint8Array; readonly place: string };

/** state.json and the state within it; throws a PublishingError that says what is wrong with it. */
export function parseState({ bytes, place }: StoredDocument): SignedDocument {
  return understood(() => {
    const signed = readSignedState(bytes, place);
    return { signed, state: readState(signed.state, `${place}, its state`), place };
  });
}

export function parseManifest({ bytes, place }: StoredDocument): Manifest {
  return understood(() => readManifest(bytes, place));
}

/** null: it is damaged, or none. */
export function readableManifest(document: StoredDocument): Manifest | null {
  try {
    return parseManifest(document);
  } catch (error) {
    if (error instanceof PublishingError) return null;
    throw error;
  }
}

/** state.json as written, signed where there is a key: by its bytes, and at the state's own time. */
export async function encodeState(state: State, key: Signer | null): Promise<Uint8Array> {
  const text = writeDocument(state);
  const signature = key && (await key.sign(Buffer.from(text), new Date(state.time)));
  const signed: SignedState = { state: text, signature: signature && (await armoredSignature(signature)) };
  return Buffer.from(writeDocument(signed));
}

/** A manifest as written after the one it was made of; throws a PublishingError where no reader would take it. */
export function encodeManifest(manifest: Manifest, place: string, before: Manifest | null): Uint8Array {
  return understood(() => writeManifest(manifest, place, before?.entries));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof DocumentError)) throw cause;
    throw new PublishingError("corrupt", cause.message, { cause });
  }
}
