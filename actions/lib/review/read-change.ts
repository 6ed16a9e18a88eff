import type { Change } from "./change.ts";
import { readPackage, rememberingReader } from "./read-package.ts";
import type { ChangeReading } from "./reading.ts";

/** Reads both sides of a change. Takes milliseconds and runs nothing. */
export function readChange(change: Change): ChangeReading {
  const read = rememberingReader();
  return {
    change,
    old: change.from === null ? null : readPackage(change.from, change.evaluations.from, read),
    new: readPackage(change.to, change.evaluations.to, read),
  };
}

/** Which sides of a change reading alone does not resolve: a container should evaluate them before it is judged. */
export function needsEvaluation(change: Change): { readonly from: boolean; readonly to: boolean } {
  const reading = readChange({ ...change, evaluations: { from: null, to: null } });
  return { from: reading.old?.resolution === "unresolved", to: reading.new.resolution === "unresolved" };
}
