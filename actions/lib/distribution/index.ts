export type { DistributionNames, DistributionProvider } from "./distribution-names.ts";
