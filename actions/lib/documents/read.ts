import type { BuildPlan } from "./build-plan.ts";
import type { BuildResult } from "./build-result.ts";
import { manifestFault, planFault, resultFault } from "./consistency.ts";
import { DocumentError } from "./document-error.ts";
import { parseJson } from "./json-text.ts";
import type { Metadata } from "./metadata.ts";
import { firstFault, isOfSchema } from "./schemas.ts";
import type { Manifest, SignedState, State } from "./state.ts";

/** JSON as it arrived, in UTF-8. */
export type Json = Uint8Array | string;

type Kind<T> = {
  readonly schema: string;
  readonly maxBytes: number;
  readonly remedy: string;
  /** What the schema cannot say. */
  readonly inconsistency: (value: T) => string | null;
};

const MEBIBYTE = 1024 * 1024;
const REPAIR = "restore it from a backup; scripts/autorepo verify tells what else is wrong";

const PLAN: Kind<BuildPlan> = {
  schema: "build-plan.schema.json",
  maxBytes: 32 * MEBIBYTE,
  remedy: "make the plan again with this version: scripts/autorepo plan --out FILE",
  inconsistency: planFault,
};

const RESULT: Kind<BuildResult> = {
  schema: "build-result.schema.json",
  maxBytes: 32 * MEBIBYTE,
  remedy: "its packages are not used; build it again",
  inconsistency: resultFault,
};

const SIGNED_STATE: Kind<SignedState> = {
  schema: "state.schema.json",
  maxBytes: MEBIBYTE,
  remedy: REPAIR,
  inconsistency: () => null,
};

const STATE: Kind<State> = {
  schema: "state.schema.json#/definitions/state",
  maxBytes: MEBIBYTE,
  remedy: REPAIR,
  inconsistency: () => null,
};

/** 10,000 packages with their metadata take about 20 MB. */
const MANIFEST: Kind<Manifest> = {
  schema: "manifest.schema.json",
  maxBytes: 256 * MEBIBYTE,
  remedy: REPAIR,
  inconsistency: manifestFault,
};

const METADATA: Kind<Metadata> = {
  schema: "manifest.schema.json#/definitions/metadata",
  maxBytes: 8 * MEBIBYTE,
  remedy: "evaluate the PKGBUILD again",
  inconsistency: () => null,
};

/** All readers: `where` names the document in messages; they throw a DocumentError and change nothing. */
export function readBuildPlan(json: Json, where: string): BuildPlan {
  return read(json, where, PLAN);
}

/** Comes from a machine on which a hostile package's code ran: nothing in it is believed but its shape. */
export function readBuildResult(json: Json, where: string): BuildResult {
  return read(json, where, RESULT);
}

/** state.json; its `state` is for readState, once the signature was checked. */
export function readSignedState(json: Json, where: string): SignedState {
  return read(json, where, SIGNED_STATE);
}

export function readState(json: Json, where: string): State {
  return read(json, where, STATE);
}

export function readManifest(json: Json, where: string): Manifest {
  return read(json, where, MANIFEST);
}

export function readMetadata(json: Json, where: string): Metadata {
  return read(json, where, METADATA);
}

/** JSON with two spaces a level and a final line end: the same value, fields in the same order, the same bytes. */
export function writeDocument(
  document: BuildPlan | BuildResult | SignedState | State | Manifest | Metadata,
): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function read<T>(json: Json, where: string, kind: Kind<T>): T {
  const { remedy, schema } = kind;
  const value = parseJson(json, where, kind);
  if (!isOfSchema<T>(value, schema)) {
    const fault = firstFault(value, schema);
    throw new DocumentError("invalid", where, { says: `${fault?.path} is wrong: ${fault?.says}`, remedy });
  }
  const says = kind.inconsistency(value);
  if (says !== null) throw new DocumentError("inconsistent", where, { says, remedy });
  return value;
}
