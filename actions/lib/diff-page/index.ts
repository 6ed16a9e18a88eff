export { diffPage, type ReviewedChange } from "./diff-page.ts";
