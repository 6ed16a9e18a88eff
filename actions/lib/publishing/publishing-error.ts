/**
 * Why publishing stopped (exit code 3): the store, or what was asked, does not fit together.
 * "corrupt": state.json or a manifest is not what its hash or schema says. "missing": a part of a repository is
 * there, and its state or manifest is not. "older": the state is older than what the store holds. "other-repository":
 * the store belongs to another one. "planned-blind": results planned on nothing, where something is published.
 * "foreign-object": a name that is taken by other bytes. "removal": more names would go than was confirmed.
 * "loss": the new database would not be the old one with exactly the decided changes. "contended": every try was lost.
 * "not-kept": a rollback to what retention has taken, or never was. "transition": a rollback that would leave a package
 * without a library it needs. "unknown-name": neither an entry nor a package, or none that packages.yaml lists.
 * "key-missing": what is published has to be signed, and there is no key. "signature": the state is not signed as it says.
 * "unproven": what to go on from is signed by nobody whom the key at hand knows.
 * Only "unswitched" comes after the commit: the new generation is published, but not yet under the well-known names.
 */
export type PublishingErrorCode =
  | "corrupt"
  | "missing"
  | "older"
  | "other-repository"
  | "planned-blind"
  | "foreign-object"
  | "removal"
  | "loss"
  | "contended"
  | "not-kept"
  | "transition"
  | "unknown-name"
  | "key-missing"
  | "signature"
  | "unproven"
  | "unswitched";

export class PublishingError extends Error {
  readonly code: PublishingErrorCode;

  constructor(code: PublishingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "PublishingError";
    this.code = code;
  }
}

/** What a person does about a store that does not fit together. */
export const REPAIR =
  "look at it with `scripts/autorepo verify`, then run `scripts/autorepo verify --repair`";
