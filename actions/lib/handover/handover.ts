/**
 * What jobs of one run hand to each other: one tar file under each name, which is taken once and for all. Whoever
 * takes it reads it as hostile: the job that gave it may have run package code.
 */
export type Handover = {
  /** Gives `file`. @throws HandoverError "taken" where the name is given already */
  give(name: string, file: string): Promise<void>;
  /** All that was given in this run, in no order. */
  list(): Promise<readonly Given[]>;
  /** Copies what was given to `file`, which is not there yet. @throws HandoverError */
  take(given: Given, file: string): Promise<void>;
};

export type Given = {
  readonly name: string;
  /** Of the file, as the place says. */
  readonly bytes: number;
  /** Of the artefact; null: it is a file in a folder. */
  readonly id: number | null;
  /** "sha256:…" of the file, as whoever gave it says; null: not said. */
  readonly digest: string | null;
};

/** Name of the plan that an attempt of the plan's job made: a name is taken once in a run. */
export function planName(attempt: number): string {
  return attempt === 1 ? "plan" : `plan.${attempt}`;
}

/** null: it is no plan's name. */
export function planAttempt(name: string): number | null {
  const plan = /^plan(?:\.([1-9][0-9]{0,4}))?$/.exec(name);
  return plan === null ? null : Number(plan[1] ?? 1);
}

export const DETECTION_NAME = "detection";

/** Name of one build's result: `<entry>.<first 12 of the key>.<attempt>`. */
export type ResultName = { readonly entry: string; readonly key: string; readonly attempt: number };

export function resultName({ entry, key, attempt }: ResultName): string {
  return `${entry}.${key.slice(0, KEY_DIGITS)}.${attempt}`;
}

const KEY_DIGITS = 12;

/** null: it is no result's name. */
export function parseResultName(name: string): ResultName | null {
  const [, entry, key, attempt] = /^(.+)\.([0-9a-f]{12})\.([1-9][0-9]{0,4})$/.exec(name) ?? [];
  if (entry === undefined || key === undefined) return null;
  return { entry, key, attempt: Number(attempt) };
}
