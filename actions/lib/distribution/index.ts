export { type Distribution, readDistribution } from "./distribution.ts";
export { DistributionError, type DistributionErrorCode } from "./distribution-error.ts";
export type { DistributionNames, DistributionProvider } from "./distribution-names.ts";
export { languageFolders, offeredFiles, type PlatformFiles, readPlatformFiles } from "./platform-files.ts";
export type { DistributionOptions } from "./read-databases.ts";
