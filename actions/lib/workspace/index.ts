export { addressOf } from "./address.ts";
export { type Environment, readEnvironment } from "./environment.ts";
export { distributionNames, type LazySandbox, lazySandbox, platformFiles } from "./machine.ts";
export { SettingError } from "./setting-error.ts";
export { openSigning, openTrust } from "./signing.ts";
export type { Surroundings } from "./surroundings.ts";
export { uploadInWords, uploadLines } from "./upload-lines.ts";
export { HEADS, openWorkspace, type Workspace, type WorkspacePlace } from "./workspace.ts";
