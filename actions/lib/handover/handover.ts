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

/** What the first job of a run makes for all others. */
export type RunDocument = "plan" | "detection";

/** Name of the document that an attempt of its job made: in a run a name may be taken for good. */
export function documentName(document: RunDocument, attempt: number): string {
  return attempt === 1 ? document : `${document}.${attempt}`;
}

/** null: this is no such document's name. */
export function documentAttempt(document: RunDocument, name: string): number | null {
  const made = new RegExp(`^${document}(?:\\.([1-9][0-9]{0,4}))?$`).exec(name);
  return made === null ? null : Number(made[1] ?? 1);
}

/** What was given under the document's names, newest first; none is newer than this attempt. */
export function documentsAmong(
  given: readonly Given[],
  document: RunDocument,
  attempt: number,
): readonly Given[] {
  const documents = given.flatMap((one) => {
    const made = documentAttempt(document, one.name);
    return made === null || made > attempt ? [] : [{ one, made }];
  });
  return documents.sort((a, b) => b.made - a.made).map(({ one }) => one);
}

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
