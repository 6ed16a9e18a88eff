export { processorMilliseconds } from "./budget.ts";
export { type ExecKind, execLines } from "./exec-lines.ts";
export { type Followed, followShell } from "./follow-shell.ts";
export type { PrintedAssignment } from "./printed.ts";
export { type ReadOptions, readShell } from "./read-shell.ts";
export type {
  Assignment,
  Disguise,
  Place,
  Redirection,
  ShellCommand,
  ShellFunction,
  ShellScript,
  Word,
} from "./script.ts";
export { LOST, textVariable, UNSET, type Variable } from "./variables.ts";
export { isKnown, knownText } from "./words.ts";
