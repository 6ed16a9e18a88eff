export { compareFiles } from "./compare-files.ts";
export type {
  BinaryComparison,
  ComparedLine,
  Comparison,
  HexExcerpt,
  IdenticalFile,
  SideFacts,
  TextComparison,
} from "./comparison.ts";
export { type Hunk, hunkHeading, hunksOf } from "./hunks.ts";
export { visibleLine } from "./visible-line.ts";
export { wrapLine } from "./wrap-line.ts";
