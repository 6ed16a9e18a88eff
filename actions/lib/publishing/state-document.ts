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
} from "../documents/index.ts";
import { PublishingError } from "./publishing-error.ts";

/** An object of the store as it was read; `place` names it in messages. */
export type StoredDocument = { readonly bytes: Uint8Array; readonly place: string };

/** The state within state.json; throws a PublishingError that says what is wrong with it. */
export function parseState({ bytes, place }: StoredDocument): State {
  return understood(() => readState(readSignedState(bytes, place).state, `${place}, its state`));
}

export function parseManifest({ bytes, place }: StoredDocument): Manifest {
  return understood(() => readManifest(bytes, place));
}

/** state.json as written: not signed, which a `file:` store says of itself. */
export function encodeState(state: State): Uint8Array {
  const signed: SignedState = { state: writeDocument(state), signature: null };
  return Buffer.from(writeDocument(signed));
}

export function encodeManifest(manifest: Manifest): Uint8Array {
  return Buffer.from(writeDocument(manifest));
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
