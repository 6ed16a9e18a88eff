export { ArchiveError, type ArchiveErrorCode, quoted } from "./archive-error.ts";
export { decompress } from "./decompression.ts";
export { formatSoname, type LinkedFile } from "./libraries.ts";
export { PACKAGE_LIMITS, type PackageContents, readPackage } from "./package-contents.ts";
export type { BuildInfo, PackageInfo } from "./package-info.ts";
export { type ReceivedFile, receiveFiles } from "./received-files.ts";
export { storeFileName } from "./store-file-name.ts";
export type { TarEntry, TarLimits, TarMember, WholeMember } from "./tar-member.ts";
export { readTar, readTarInBatches } from "./tar-reader.ts";
export {
  type HeldTarSource,
  type StreamedContent,
  TAR_END,
  type TarSource,
  tarBlocks,
  writeTar,
} from "./tar-writer.ts";
