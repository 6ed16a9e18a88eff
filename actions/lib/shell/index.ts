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
