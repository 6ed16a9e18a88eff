/** Why a JSON document was refused. `where` is what the caller named it: a file, an artefact, a key of a store. */
export class DocumentError extends Error {
  override readonly name = "DocumentError";
  /** "invalid": a value breaks the schema; "inconsistent": values that do not fit together. */
  readonly code: "too-large" | "not-json" | "invalid" | "inconsistent";
  readonly where: string;

  constructor(
    code: DocumentError["code"],
    where: string,
    options: { readonly says: string; readonly remedy: string; readonly cause?: unknown },
  ) {
    super(`${where}: ${options.says}; ${options.remedy}`, { cause: options.cause });
    this.code = code;
    this.where = where;
  }
}
