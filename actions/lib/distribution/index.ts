export { type Distribution, type DistributionOptions, readDistribution } from "./distribution.ts";
export { DistributionError, type DistributionErrorCode } from "./distribution-error.ts";
export type { DistributionNames, DistributionProvider } from "./distribution-names.ts";
