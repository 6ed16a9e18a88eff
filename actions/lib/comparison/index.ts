export { compareFiles } from "./compare-files.ts";
export { type Compare, comparer } from "./comparer.ts";
export type {
  BinaryComparison,
  ComparedLine,
  Comparison,
  HexExcerpt,
  IdenticalFile,
  SideFacts,
  TextComparison,
  UnreadFile,
} from "./comparison.ts";
export { type Hunk, hunkHeading, hunksOf } from "./hunks.ts";
export { visibleLine } from "./visible-line.ts";
export { wrapLine } from "./wrap-line.ts";
