/**
 * "taken": something was handed over under that name before. "missing": nothing was. "refused": what was handed over
 * is not what its name says. "unavailable": the place where results lie does not answer.
 */
export type HandoverErrorCode = "taken" | "missing" | "refused" | "unavailable";

/** Something could not be handed from one job of a run to another. */
export class HandoverError extends Error {
  override readonly name = "HandoverError";
  readonly code: HandoverErrorCode;

  constructor(code: HandoverErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
