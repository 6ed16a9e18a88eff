export { RETENTION_DAYS } from "./artifact-handover.ts";
export {
  DETECTION_LAYOUT,
  type Files,
  giveFiles,
  type Layout,
  PLAN_LAYOUT,
  RESULT_LAYOUT,
  takeFiles,
} from "./files.ts";
export {
  documentAttempt,
  documentName,
  documentsAmong,
  type Given,
  type Handover,
  parseResultName,
  type ResultName,
  resultName,
} from "./handover.ts";
export { HandoverError, type HandoverErrorCode } from "./handover-error.ts";
export { beginRun, type HandoverPlace, openHandover } from "./open-handover.ts";
export { givePages } from "./pages.ts";
