import type { Assignment } from "../../shell/index.ts";
import { type Argument, UNKNOWN } from "./argument.ts";
import { m4Commands, recipesOf, shellCallsIn } from "./build-files.ts";
import { asShellWord } from "./function-calls.ts";
import { contentOf } from "./given-text.ts";
import { inlineProgram, SHELLS } from "./interpreters.ts";
import { sedCommands } from "./sed-programs.ts";
import { operands, optionValues, type Step } from "./step.ts";
import { entryOf } from "./table.ts";

/** Texts that a command gives to a shell, whatever its own language: awk's system(), node's execSync(), git's aliases. */
export function embeddedTexts(step: Step): string[] {
  const inline = inlineProgram(step)?.text;
  const texts = [
    ...textsOfProgram(step),
    ...step.arguments.flatMap(({ text }) => commandsInIndex(text)),
    ...(inline ? shellCallsIn(inline) : []),
  ];
  return texts.filter((text) => text !== "" && text !== UNKNOWN);
}

/** Texts that other programs will run because a variable holds them: `CC='sh -c …' make`, `GIT_SSH_COMMAND=…`, PS4. */
export function textsOfSetting({ name, value }: Assignment): string[] {
  if (value === null) return [];
  const text = value.parts.map((part) => part ?? UNKNOWN).join("");
  const isCommand = COMMAND_VARIABLES.test(name) && /\s/.test(text) && !text.startsWith("-");
  const substituted = name === "PS4" || name === "PS1" || name === "PROMPT_COMMAND" ? [`: "${text}"`] : [];
  const evaluated = /^(GNU)?MAKEFLAGS$/.test(name)
    ? [recipesOf(/--eval=([\s\S]*)/.exec(text)?.[1] ?? "")]
    : [];
  return [
    ...commandsInIndex(text),
    ...(isCommand ? [text] : []),
    ...substituted,
    ...evaluated,
    ...wrapperIn(text),
  ];
}

/** `CFLAGS="… -wrapper sh,-c,…"` */
function wrapperIn(text: string): string[] {
  const [, words] = /(?:^|\s)-wrapper[\s,]([^\s,]+,\S+)/.exec(text) ?? [];
  return words === undefined ? [] : [words.split(",").map(asShellWord).join(" ")];
}

const COMMAND_VARIABLES =
  /^(CC|CXX|CPP|LD|AR|AS|NM|RANLIB|CARGO|RUSTC|RUSTC_WRAPPER|GO|MAKE|PYTHON|SHELL|CONFIG_SHELL|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|MANPAGER|GIT_\w*(COMMAND|EDITOR|PAGER|ASKPASS|PROXY\w*)|GIT_SSH|GIT_CONFIG_VALUE_\d+|SSH_ASKPASS|SUDO_ASKPASS|PROMPT_COMMAND|PACMAN|PACMAN_AUTH)$/;

/** bash runs what stands in an index whenever it computes with the text: `a[$(command)]`. */
function commandsInIndex(text: string): string[] {
  const start = /\w\[\s*\$\(/.exec(text);
  const end = text.lastIndexOf(")");
  if (start === null || end < start.index || !/^\)\s*\]/.test(text.slice(end))) return [];
  return [text.slice(start.index + start[0].length, end)];
}

function textsOfProgram(step: Step): readonly string[] {
  const { program } = step;
  if (program === null) return [];
  if (SHELLS.has(program)) return step.name.text === program ? [] : option(step, "c", "command");
  return entryOf(BY_PROGRAM, program)?.(step) ?? [];
}

/** What a program runs of its arguments (most are on gtfobins.github.io); the reader of the shell knows `su -c` and its kin. */
const BY_PROGRAM: Readonly<Record<string, (step: Step) => readonly string[]>> = {
  npm: callOption,
  npx: callOption,
  pnpm: callOption,
  make: makeCommands,
  gmake: makeCommands,
  vim: exCommands,
  vi: exCommands,
  nvim: exCommands,
  ex: exCommands,
  sed: sedCommands,
  gsed: sedCommands,
  tar: (step) => [
    ...behind(step, /^--checkpoint-action=exec=/),
    ...option(step, "I", "use-compress-program"),
    ...behind(step, /^--to-command=/),
  ],
  git: (step) => gitCommands(step),
  rsync: (step) => option(step, "e", "rsh"),
  ssh: (step) => behind(step, /^(?:-o)?(?:Proxy|Local)Command[= ]/i),
  scp: (step) => behind(step, /^(?:-o)?(?:Proxy|Local)Command[= ]/i),
  zip: (step) => option(step, "TT", "unzip-command"),
  gdb: (step) =>
    [...option(step, "e", "ex"), ...option(step, "x", "eval-command")].flatMap(
      (text) => /^(?:shell|!)\s*(.*)/s.exec(text)?.[1] ?? [],
    ),
  parallel: (step) => step.arguments.map(({ text }) => text).filter((text) => /\s/.test(text)),
  corepack: (step) => [step.arguments.map(({ text }) => asShellWord(text)).join(" ")],
  cmake: (step) => cmakeCommand(step),
  watch: (step) => [
    operands(step)
      .map(({ text }) => text)
      .join(" "),
  ],
  flock: (step) => option(step, "c", "command"),
  sqlite3: (step) => givenCommands(step, /^[ \t]*\.(?:shell|system)\s+(.*)/gm),
  dc: (step) => givenCommands(step, /^[ \t]*!(.*)/gm),
  bc: (step) => givenCommands(step, /^[ \t]*!(.*)/gm),
  ed: (step) => givenCommands(step, /^[ \t]*!(.*)/gm),
  gcc: compilerWrapper,
  "g++": compilerWrapper,
  cc: compilerWrapper,
  expect: (step) =>
    option(step, "c", "command").flatMap((text) => /\b(?:spawn|exec|system)\s+([^;]*)/.exec(text)?.[1] ?? []),
  emacs: (step) =>
    givenCommands(step, /\((?:shell-command\S*|call-process\S*|start-process\S*)\s+"((?:[^"\\]|\\.)*)"/g),
  gnuplot: (step) => [
    ...givenCommands(step, /^[ \t]*!(.*)/gm),
    ...givenCommands(step, /\bsystem\s*\(?\s*["']([^"']*)/g),
  ],
  awk: pipedByAwk,
  gawk: pipedByAwk,
  mawk: pipedByAwk,
  pdflatex: writtenByTex,
  xelatex: writtenByTex,
  lualatex: writtenByTex,
  tex: writtenByTex,
  latex: writtenByTex,
  m4: (step) => [...step.arguments.map(({ text }) => text), contentOf(step) ?? ""].flatMap(m4Commands),
};

/** Commands in the program that stands among the arguments or is given by standard input. */
function givenCommands(step: Step, pattern: RegExp): string[] {
  const texts = [...step.arguments.map(({ text }) => text), contentOf(step) ?? ""];
  return texts.flatMap((text) => [...text.matchAll(pattern)].map(([, command]) => command ?? ""));
}

/** `make --eval=…`, `make -f - <<END` */
function makeCommands(step: Step): string[] {
  const given = option(step, "f", "file").some((file) => file === "-" || file === "/dev/stdin");
  const texts = [...option(step, "E", "eval"), ...(given ? [contentOf(step) ?? ""] : [])];
  return [...texts.map(recipesOf), ...settings(step)];
}

/** `print "text" | "command"` */
function pipedByAwk(step: Step): string[] {
  return step.arguments.flatMap(({ text }) =>
    [
      ...text.matchAll(
        /\bprintf?\b\s{0,9}(?:\(?\s{0,9}"((?:[^"\\]|\\.){0,500})")?[^|;{}]{0,200}\|&?\s*"((?:[^"\\]|\\.)*)"/g,
      ),
    ].map(([, given, command = ""]) =>
      given === undefined ? command : `echo ${asShellWord(given)} | ${command}`,
    ),
  );
}

/** `\write18{command}` */
function writtenByTex(step: Step): string[] {
  return givenCommands(step, /\\write18\s*\{([^}]*)\}/g);
}

/** `gcc -wrapper sh,-c,…` */
function compilerWrapper(step: Step): string[] {
  return option(step, "wrapper", "wrapper").map((text) => text.split(",").map(asShellWord).join(" "));
}

function option(step: Step, short: string, long: string): string[] {
  return optionValues(step, { short, long }).map(({ text }) => text);
}

function callOption(step: Step): string[] {
  return option(step, "c", "call").filter((text) => text.includes(" "));
}

function behind(step: Step, prefix: RegExp): string[] {
  return step.arguments.flatMap(({ text }) => (prefix.test(text) ? [text.replace(prefix, "")] : []));
}

/** `make SHELL='sh -c …' CC=…` */
function settings(step: Step): string[] {
  return step.arguments.flatMap(({ text }) => {
    const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    return COMMAND_VARIABLES.test(name) && /\s/.test(value) ? [value] : [];
  });
}

function exCommands(step: Step): string[] {
  return option(step, "c", "cmd").flatMap((text) => /^:?!(.*)/s.exec(text)?.[1] ?? []);
}

/** `git -c alias.x='!command'`, `git config core.sshCommand command`. */
function gitCommands(step: Step): string[] {
  const { arguments: words } = step;
  const each = words.findIndex(({ text }) => text === "foreach");
  const ofModules = each > 0 ? words.slice(each + 1).filter(({ text }) => !text.startsWith("--")) : [];
  return [...ofModules.map(({ text }) => text).filter((text) => /\s/.test(text)), ...configured(words)];
}

function configured(words: readonly Argument[]): string[] {
  return words.flatMap(({ text }, at) => {
    const [, key, value] =
      /^((?:alias|core|diff|merge|filter|credential|sequence|gpg)\.[\w.-]+)=(.*)$/s.exec(text) ?? [];
    if (key !== undefined) return [(value ?? "").replace(/^!/, "")];
    const isKey =
      /^(?:alias\.\S+|core\.(?:sshCommand|editor|pager|fsmonitor|hooksPath)|\S+\.(?:textconv|smudge|clean|helper|command))$/i;
    return isKey.test(text) ? [(words[at + 1]?.text ?? "").replace(/^!/, "")] : [];
  });
}

/** `cmake -E env A=1 command …`, `cmake -E time command …` */
function cmakeCommand({ arguments: words }: Step): string[] {
  const at = words.findIndex(({ text }) => text === "-E");
  const [tool, ...rest] = at < 0 ? [] : words.slice(at + 1);
  if (tool?.text !== "env" && tool?.text !== "time") return [];
  return [`${tool.text === "env" ? "env " : ""}${rest.map(({ text }) => asShellWord(text)).join(" ")}`];
}
