export { type BareChange, bareDiffPage, diffPage, type ReviewedChange } from "./diff-page.ts";
export { type NumberedFinding, numbered } from "./numbered-finding.ts";
export { isChanged, orderOfFiles, type PageFile } from "./order-of-files.ts";
export { shownParts } from "./shown-parts.ts";
export { verdictOf, worstOf } from "./verdict.ts";
