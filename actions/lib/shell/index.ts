export { type Interpretation, interpret, type ReadOptions, readShell } from "./read-shell.ts";
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
export { isKnown, knownText } from "./words.ts";
