import type { Validator } from "../json-schema/index.ts";
import type { BuildPlan } from "./build-plan.ts";
import type { BuildResult } from "./build-result.ts";
import { detectionFault, manifestFault, planFault, resultFault } from "./consistency.ts";
import type { Detection, Memory } from "./detection.ts";
import { DocumentError } from "./document-error.ts";
import { firstFault } from "./first-fault.ts";
import { parseJson, requireSize } from "./json-text.ts";
import type { Metadata } from "./metadata.ts";
import type { Review } from "./review.ts";
import type { Manifest, PublishedEntry, SignedState, State } from "./state.ts";
import { validators } from "./validators.ts";

/** JSON as it arrived, in UTF-8. */
export type Json = Uint8Array | string;

type Kind<T> = {
  readonly isValid: Validator;
  readonly maxBytes: number;
  readonly remedy: string;
  /** What the schema cannot say. */
  readonly inconsistency: (value: T) => string | null;
};

const MEBIBYTE = 1024 * 1024;
const REPAIR = "restore it from a copy, or let `scripts/autorepo verify --repair` make the state anew";

const PLAN: Kind<BuildPlan> = {
  isValid: validators.buildPlan,
  maxBytes: 32 * MEBIBYTE,
  remedy: "make the plan again with this version: scripts/autorepo plan --out FILE",
  inconsistency: planFault,
};

const RESULT: Kind<BuildResult> = {
  isValid: validators.buildResult,
  maxBytes: 32 * MEBIBYTE,
  remedy: "its packages are not used; build it again",
  inconsistency: resultFault,
};

const SIGNED_STATE: Kind<SignedState> = {
  isValid: validators.signedState,
  maxBytes: MEBIBYTE,
  remedy: REPAIR,
  inconsistency: () => null,
};

const STATE: Kind<State> = {
  isValid: validators.state,
  maxBytes: MEBIBYTE,
  remedy: REPAIR,
  inconsistency: () => null,
};

/** 10,000 packages with their metadata take about 20 MB. */
const MANIFEST: Kind<Manifest> = {
  isValid: validators.manifest,
  maxBytes: 256 * MEBIBYTE,
  remedy: REPAIR,
  inconsistency: manifestFault,
};

const METADATA: Kind<Metadata> = {
  isValid: validators.metadata,
  maxBytes: 8 * MEBIBYTE,
  remedy: "evaluate the PKGBUILD again",
  inconsistency: () => null,
};

/** Each changed file whole; detect leaves out what would make it longer than this. */
const DETECTION: Kind<Detection> = {
  isValid: validators.detection,
  maxBytes: 256 * MEBIBYTE,
  remedy: "nothing is proposed; run detect again",
  inconsistency: detectionFault,
};

const REVIEW: Kind<Review> = {
  isValid: validators.review,
  maxBytes: 32 * MEBIBYTE,
  remedy: "make the review again with this version",
  inconsistency: () => null,
};

const MEMORY: Kind<Memory> = {
  isValid: validators.memory,
  maxBytes: 64 * MEBIBYTE,
  remedy: "delete the branch that holds it: every cooldown then starts anew, and nothing else is lost",
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

/** Comes from a job in which upstream's code ran in containers: nothing in it is believed but its shape. */
export function readDetection(json: Json, where: string): Detection {
  return read(json, where, DETECTION);
}

export function readReview(json: Json, where: string): Review {
  return read(json, where, REVIEW);
}

export function readMemory(json: Json, where: string): Memory {
  return read(json, where, MEMORY);
}

/**
 * A manifest as readManifest reads it; without any spaces, since of 10,000 packages it is long. Throws a DocumentError where
 * readManifest would. Of the entries those of `read` are taken for valid, which must come from readManifest.
 */
export function writeManifest(
  manifest: Manifest,
  where: string,
  read: readonly PublishedEntry[] = [],
): Uint8Array {
  requireSchema(read.length === 0 ? manifest : withoutEntries(manifest, read), where, MANIFEST);
  requireConsistency(manifest, where, MANIFEST);
  const bytes = Buffer.from(JSON.stringify(manifest));
  requireSize(bytes.length, where, MANIFEST);
  return bytes;
}

function withoutEntries(manifest: Manifest, known: readonly PublishedEntry[]): Manifest {
  const left = new Set(known);
  return { ...manifest, entries: manifest.entries.filter((entry) => !left.has(entry)) };
}

/** JSON with two spaces a level and a final line end: the same value, fields in the same order, the same bytes. */
export function writeDocument(document: Document): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

type Document =
  | BuildPlan
  | BuildResult
  | SignedState
  | State
  | Manifest
  | Metadata
  | Detection
  | Review
  | Memory;

function read<T>(json: Json, where: string, kind: Kind<T>): T {
  const value = parseJson(json, where, kind);
  requireSchema(value, where, kind);
  requireConsistency(value, where, kind);
  return value;
}

function requireSchema<T>(value: unknown, where: string, { remedy, isValid }: Kind<T>): asserts value is T {
  if (isValid<T>(value)) return;
  const fault = firstFault(value, isValid.errors ?? []);
  throw new DocumentError("invalid", where, { says: `${fault.path} is wrong: ${fault.says}`, remedy });
}

function requireConsistency<T>(value: T, where: string, { remedy, inconsistency }: Kind<T>): void {
  const says = inconsistency(value);
  if (says !== null) throw new DocumentError("inconsistent", where, { says, remedy });
}
