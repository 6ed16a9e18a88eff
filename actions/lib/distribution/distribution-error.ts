/**
 * - `unreachable`: the mirror did not answer, and nothing is known from before
 * - `damaged`: it answered with something that is no sync database
 */
export type DistributionErrorCode = "unreachable" | "damaged";

/** Names of core or extra that cannot be known; the message names the address. */
export class DistributionError extends Error {
  override readonly name = "DistributionError";
  readonly code: DistributionErrorCode;

  constructor(code: DistributionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
