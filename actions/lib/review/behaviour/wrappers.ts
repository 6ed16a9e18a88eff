import { type Argument, baseName } from "./argument.ts";

/** A program that runs the one that its operands name. */
type Wrapper = {
  /** Options whose value is the next word. */
  readonly valued?: RegExp;
  /** Operands of its own before the program. */
  readonly operands?: number;
};

const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { valued: /^-[ugpCDhRrTt]$|^--(user|group|prompt|chdir|host|role|type)$/ },
  doas: { valued: /^-[uC]$/ },
  pkexec: { valued: /^--user$/ },
  run0: { valued: /^--(user|group|unit|slice|chdir)$|^-[ugD]$/ },
  runuser: { valued: /^-[ugG]$|^--(user|group)$/ },
  setpriv: {},
  env: { valued: /^-[uC]$|^--(unset|chdir)$/ },
  command: {},
  builtin: {},
  exec: { valued: /^-a$/ },
  nohup: {},
  setsid: {},
  time: { valued: /^-[fo]$/ },
  nice: { valued: /^-n$/ },
  ionice: { valued: /^-[cnp]$/ },
  chrt: { operands: 1 },
  taskset: { operands: 1 },
  timeout: { valued: /^-[sk]$/, operands: 1 },
  stdbuf: { valued: /^-[ioe]$/ },
  xargs: { valued: /^-[IiLlnPsEad]$/ },
  parallel: { valued: /^-[jIn]$/ },
  busybox: {},
  toybox: {},
  torsocks: {},
  torify: {},
  proxychains: { valued: /^-f$/ },
  proxychains4: { valued: /^-f$/ },
  fakeroot: { valued: /^-[lsi]$/ },
  faketime: { operands: 1 },
  flock: { valued: /^-[wE]$/, operands: 1 },
  strace: { valued: /^-[oeEpu]$/ },
  unshare: {},
  setarch: { operands: 1 },
  linux32: {},
  linux64: {},
  chroot: { operands: 1 },
  "arch-chroot": { operands: 1 },
  "systemd-run": { valued: /^-[pEtu]$|^--(unit|property|uid|gid)$/ },
  "systemd-inhibit": {},
  "xvfb-run": { valued: /^-[nswf]$|^--server-args$/ },
  "dbus-run-session": {},
  "dbus-launch": {},
  watch: { valued: /^-n$/ },
  unbuffer: {},
  ccache: {},
  prlimit: {},
};

/** What is left of a command without the programs that only run it, and those programs. */
export function unwrapped(words: readonly Argument[]): { wrappers: readonly string[]; words: readonly Argument[] } {
  const wrappers: string[] = [];
  let left = words;
  for (let depth = 0; depth < 8; depth++) {
    const [first] = left;
    const name = first && baseName(first);
    const inner = name === "find" || name === "fd" ? executedByFind(left) : name ? behindWrapper(name, left) : null;
    if (inner === null || inner.length === 0) break;
    wrappers.push(name ?? "");
    left = inner;
  }
  return { wrappers, words: left };
}

function behindWrapper(name: string, words: readonly Argument[]): readonly Argument[] | null {
  const wrapper = Object.hasOwn(WRAPPERS, name) ? WRAPPERS[name] : undefined;
  if (!wrapper) return null;
  let at = 1;
  let toSkip = wrapper.operands ?? 0;
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? "";
    if (wrapper.valued?.test(text)) at++;
    else if (text.startsWith("-") || isSetting(text)) continue;
    else if (toSkip-- <= 0) break;
  }
  return words.slice(at);
}

/** `NAME=value`, which env and sudo take before the program. */
function isSetting(text: string): boolean {
  return /^[A-Za-z_]\w*=/.test(text);
}

function executedByFind(words: readonly Argument[]): readonly Argument[] | null {
  const start = words.findIndex(({ text }) => /^(-(exec|execdir|ok|okdir)|-x|-X|--exec)$/.test(text));
  if (start < 0) return null;
  const rest = words.slice(start + 1);
  const end = rest.findIndex(({ text }) => text === ";" || text === "+");
  return end < 0 ? rest : rest.slice(0, end);
}
