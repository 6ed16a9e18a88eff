import type { LookUp } from "./invoke.ts";
import { textOf, UNKNOWN } from "./parts.ts";
import { plainWord } from "./report.ts";
import type { Word } from "./script.ts";

/** A command that another one runs. */
export type Wrapped = {
  readonly words: readonly Word[];
  readonly label: string;
  readonly lookUp: LookUp;
  /** Whether the outer one ends as the inner one does. */
  readonly keepsStatus: boolean;
};

/** The command that `sudo`, `env`, `xargs` and their kin run; null: `name` is none of them, or runs nothing. */
export function wrapped(name: string, given: readonly Word[]): Wrapped | null {
  const program = name.slice(name.lastIndexOf("/") + 1);
  if (name === "command" || name === "builtin") return ofShell(name, given);
  const valued = WRAPPERS.get(program);
  if (valued === undefined) return null;
  const rest = operandsOf(given, valued);
  const words = skipOperands(program, rest);
  if (words.length === 0) return null;
  const read = program === "xargs" || program === "parallel" ? withWhatIsRead(program, given, words) : words;
  return { words: read, label: program, lookUp: "programs", keepsStatus: false };
}

/** xargs and parallel put what they read where a mark of theirs stands, or behind all words. */
function withWhatIsRead(program: string, given: readonly Word[], words: readonly Word[]): readonly Word[] {
  const end = words.findIndex(({ raw }) => /^:{3,4}\+?$/.test(raw));
  const own = end < 0 ? words : words.slice(0, end);
  const mark = markOf(given) ?? (program === "parallel" ? "{}" : null);
  const isMarked = mark !== null && own.some(({ parts }) => parts.some((part) => part?.includes(mark)));
  return isMarked ? own.map((word) => withoutText(word, mark)) : [...own, plainWord("", UNKNOWN)];
}

/** `-I R`, `-IR`, `-i`, `--replace=R`: what is replaced; null: nothing. */
function markOf(given: readonly Word[]): string | null {
  for (const [at, { parts }] of given.entries()) {
    const text = textOf(parts) ?? "";
    const next = textOf(given[at + 1]?.parts ?? UNKNOWN);
    if (/^-[0-9A-Za-z]*I$/.test(text) && next) return next;
    const [, attached] = /^(?:-[0-9a-z]*I|-i|--replace=)(.+)$/s.exec(text) ?? [];
    if (attached !== undefined) return attached;
    if (/^-[0-9a-z]*i$|^--replace$/.test(text)) return "{}";
    if (!text.startsWith("-")) continue;
  }
  return null;
}

/** The word with each occurrence of a text unknown. */
export function withoutText(word: Word, text: string): Word {
  const parts = word.parts.flatMap((part): (string | null)[] =>
    part === null ? [null] : part.split(text).flatMap((piece, at) => (at === 0 ? [piece] : [null, piece])),
  );
  return { ...word, parts: parts.filter((part) => part !== "") };
}

function ofShell(name: "command" | "builtin", given: readonly Word[]): Wrapped | null {
  const options = given.map(({ parts }) => textOf(parts));
  if (name === "command" && /^-p?[vV]/.test(options[0] ?? "")) return null;
  let at = 0;
  while (options[at] === "-p" || options[at] === "--") at++;
  const words = given.slice(at);
  return words.length === 0 ? null : { words, label: name, lookUp: "builtins", keepsStatus: true };
}

/** Options of each that take a word of their own. */
const WRAPPERS = new Map<string, RegExp>([
  ["exec", /^-[cl]*a$/],
  [
    "sudo",
    /^-[A-Za-z]*[CDghpRrTtuU]$|^--(?:close-from|chdir|group|host|prompt|chroot|role|type|command-timeout|other-user|user)$/,
  ],
  ["doas", /^-[A-Za-z]*[Cu]$/],
  ["pkexec", /^--user$/],
  ["run0", /^-[uD]$|^--(?:user|chdir|unit|setenv)$/],
  ["env", /^-[A-Za-z]*[uCS]$|^--(?:unset|chdir)$/],
  ["nohup", /^$/],
  ["setsid", /^$/],
  ["time", /^-[of]$/],
  ["nice", /^-n$|^--adjustment$/],
  ["ionice", /^-[cn]$/],
  ["chrt", /^$/],
  ["taskset", /^$/],
  ["stdbuf", /^-[ioe]$/],
  ["timeout", /^-[ks]$|^--(?:signal|kill-after)$/],
  ["chroot", /^$/],
  ["arch-chroot", /^-[u]$/],
  ["fakeroot", /^-[lsib]$/],
  ["unshare", /^-[RwSG]$/],
  ["systemd-run", /^-[ptuEMHd]$/],
  ["systemd-inhibit", /^$/],
  ["strace", /^-[aeoOpPsSuEIX]$/],
  ["xvfb-run", /^-[efnps]$/],
  ["dbus-run-session", /^$/],
  ["dbus-launch", /^$/],
  ["proot", /^-[rbwqk]$/],
  ["busybox", /^$/],
  ["toybox", /^$/],
  ["torsocks", /^$/],
  ["torify", /^$/],
  ["proxychains", /^-f$/],
  ["proxychains4", /^-f$/],
  ["catchsegv", /^$/],
  ["setarch", /^$/],
  ["linux32", /^$/],
  ["flock", /^-[wE]$/],
  ["watch", /^-[n]$/],
  ["ccache", /^$/],
  ["xargs", /^-[aEdILnPs]$|^--(?:arg-file|delimiter|max-lines|max-args|max-procs|max-chars|replace)$/],
  ["parallel", /^-[jNIa]$/],
  ["setpriv", /^$/],
  ["runuser", /^-[ugG]$/],
]);

function operandsOf(given: readonly Word[], valued: RegExp): readonly Word[] {
  for (let at = 0; at < given.length; at++) {
    const text = textOf(given[at]?.parts ?? UNKNOWN);
    if (text === "--") return given.slice(at + 1);
    if (text === null || !text.startsWith("-") || text === "-")
      return given.slice(text === "-" ? at + 1 : at);
    if (valued.test(text)) at++;
  }
  return [];
}

/** What stands before the command: assignments of `env`, the seconds of `timeout`. */
function skipOperands(program: string, words: readonly Word[]): readonly Word[] {
  if (
    program === "timeout" ||
    program === "chroot" ||
    program === "taskset" ||
    program === "chrt" ||
    program === "flock" ||
    program === "setarch"
  )
    return words.slice(1);
  if (program === "arch-chroot") return words.slice(1);
  if (program !== "env" && program !== "sudo" && program !== "doas" && program !== "run0") return words;
  const at = words.findIndex(({ parts }) => !/^[A-Za-z_]\w*=/.test(parts[0] ?? ""));
  return at < 0 ? [] : words.slice(at);
}
