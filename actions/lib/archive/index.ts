export { ArchiveError, type ArchiveErrorCode, quoted } from "./archive-error.ts";
export type { TarEntry, TarLimits, TarMember } from "./tar-member.ts";
export { readTar } from "./tar-reader.ts";
export { type StreamedContent, type TarSource, writeTar } from "./tar-writer.ts";
