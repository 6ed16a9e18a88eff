import type { PackageReading } from "../reading.ts";
import { type Argument, argumentOf, pathOf, UNKNOWN } from "./argument.ts";
import { stagesOf } from "./stage.ts";
import { optionValues, type Stage, type Step } from "./step.ts";

/** A recipe tells a tool which program to run, or which file to load code from. */
export type ToolChoice = {
  /** What is set: "CONFIG_SHELL", "-specs". */
  readonly name: string;
  readonly value: Argument;
  readonly file: string;
  readonly stage: Stage;
  readonly line: number;
  readonly text: string;
};

/** By assignments in scripts, by `NAME=value` among a command's words, and by options that name programs. */
export function toolChoices(reading: PackageReading, steps: readonly Step[]): ToolChoice[] {
  return [...choicesOfVariables(reading), ...steps.flatMap(choicesOfStep)];
}

function choicesOfVariables(reading: PackageReading): ToolChoice[] {
  const stages = stagesOf(reading);
  return [...reading.files].flatMap(([file, { script }]) =>
    (script?.assignments ?? []).flatMap(({ name, value, place }) => {
      if (value === null) return [];
      const stage = stages.get(file)?.(place.within) ?? "using";
      const at = { file, stage, line: place.line, text: `${name}=${value.raw}` };
      return choicesIn(name, argumentOf(value)).map((one) => ({ ...one, ...at }));
    }),
  );
}

function choicesOfStep(step: Step): ToolChoice[] {
  const at = { file: step.file, stage: step.stage, line: step.place.line, text: textOf(step) };
  const set = step.arguments.flatMap((word) => {
    const [, name = "", text] = SETTING.exec(word.text) ?? [];
    return text === undefined ? [] : choicesIn(name, behind(word, /^["']?(?:-D)?\w+(?::\w+)?=/, text));
  });
  const options = optionsOf(step).flatMap(([name, words]) => words.map((value) => ({ name, value })));
  return [...set, ...options, ...settingsOf(step)].map((one) => ({ ...one, ...at }));
}

/** `CC=x`, `-DCMAKE_C_COMPILER:FILEPATH=x` */
const SETTING = /^(?:-D)?([A-Za-z_]\w*)(?::[A-Z]+)?=(.*)$/s;

/** Keys of git, npm and cargo whose value is a program. */
const KEYS =
  /^(core\.(fsmonitor|sshCommand|editor|pager|gitProxy)|diff\.external|gpg\.program|credential\.helper|init\.templateDir|(filter|diff|merge)\..*\.(smudge|clean|process|textconv|command|driver)|script-shell|node-gyp|(build|target)\..*(linker|runner|rustc-wrapper|rustc))$/i;

/** `git -c key=value`, `git config key value`, `npm config set key value`, `cargo --config 'key="value"'` */
function settingsOf({ program, arguments: words }: Step): Chosen[] {
  if (!/^(git|npm|cargo)$/.test(program ?? "")) return [];
  return words.flatMap((word, at) => {
    const [, key = "", text] = /^(?:--config=)?([\w.-]+)\s*=\s*["']?([^"']*)/s.exec(word.text) ?? [];
    if (text !== undefined)
      return KEYS.test(key) ? [{ name: key, value: behind(word, /^.*?=\s*["']*/s, text) }] : [];
    const next = words[at + 1];
    return next && KEYS.test(word.text) ? [{ name: word.text, value: firstWord(next) }] : [];
  });
}

function textOf({ command: { words } }: Step): string {
  return words.map(({ raw }) => raw).join(" ");
}

/** A part of a word: what is left of its text, and of what is written, behind a prefix. */
function behind(word: Argument, prefix: RegExp, text: string): Argument {
  return { ...word, text, raw: word.raw.replace(prefix, "").replace(/["']$/, "") };
}

type Chosen = Pick<ToolChoice, "name" | "value">;

/** Variables whose value is a command line: its first word is run. */
const PROGRAMS =
  /^(SHELL|CONFIG_SHELL|CC|CXX|CPP|LD|AR|AS|NM|RANLIB|STRIP|OBJCOPY|HOSTCC|HOSTCXX|HOST_CC|MAKE|PKG_CONFIG|RUSTC|RUSTDOC|CARGO|RUSTC_(WORKSPACE_)?WRAPPER|CARGO_BUILD_RUSTC\w*|CARGO_TARGET_\w+_(RUNNER|LINKER)|(npm_config|NPM_CONFIG)_(script_shell|git|node_gyp|SCRIPT_SHELL)|GIT_(SSH|EXTERNAL_DIFF|PROXY_COMMAND|EDITOR|PAGER|ASKPASS|SEQUENCE_EDITOR)|GIT_CONFIG_VALUE_\d+|M4|YACC|LEX|BISON|FLEX|AWK|SED|FC|GO|CMAKE_[A-Z]+_COMPILER(_LAUNCHER)?|CMAKE_(LINKER|MAKE_PROGRAM|CROSSCOMPILING_EMULATOR|C_LINKER_LAUNCHER)|FAKEROOT)$/;
/** Variables whose value is the name of a file, or of several, that every program or every one of a kind loads. */
const LOADED =
  /^(LD_PRELOAD|LD_AUDIT|ENV|PATH|MAKEFILES|PYTHONSTARTUP|GIT_CONFIG_(GLOBAL|SYSTEM)|GIT_TEMPLATE_DIR|PIP_CONFIG_FILE|(NPM_CONFIG|npm_config)_(USERCONFIG|GLOBALCONFIG|userconfig|globalconfig)|CMAKE_TOOLCHAIN_FILE|CMAKE_PROJECT_\w*INCLUDE\w*|CMAKE_USER_MAKE_RULES_OVERRIDE)$/;
/** Options within a variable's value, with what they load or run. */
const FLAGS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /^(C|CXX|CPP|LD|HOSTC|HOSTCXX|K|KC|F|FC|CMAKE_\w*_)FLAGS\w*$|^CGO_\w+FLAGS$/,
    /(?:^|\s)(-specs=|-fplugin=|-fpass-plugin=|-B\s?|-wrapper[\s,])(\S+)/g,
  ],
  [/^GOFLAGS$/, /(-toolexec[= ]|-exec[= ])(\S+)/g],
  [/^RUSTFLAGS$|^CARGO_ENCODED_RUSTFLAGS$/, /(\blinker=|-Zcodegen-backend=)(\S+)/g],
  [/^NODE_OPTIONS$/, /(--require[= ]|-r |--import[= ]|--loader[= ]|--experimental-loader[= ])(\S+)/g],
  [
    /^(JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|GRADLE_OPTS|MAVEN_OPTS|ANT_OPTS)$/,
    /(-javaagent:|-agentpath:)(\S+)/g,
  ],
  [/^RUBYOPT$/, /(-r\s?)(\S+)/g],
  [/^PERL5OPT$/, /(-I\s?)(\S+)/g],
];

function choicesIn(name: string, value: Argument): Chosen[] {
  if (PROGRAMS.test(name) || LOADED.test(name)) return [{ name, value: firstWord(value) }];
  const pattern = FLAGS.find(([names]) => names.test(name))?.[1];
  if (pattern === undefined) return [];
  const written = [...bare(value.raw).matchAll(pattern)];
  return [...value.text.matchAll(pattern)].map(([, option = "", text = ""], at) => ({
    name: `${name} with ${option.trim()}`,
    value: { ...value, text, raw: written[at]?.[2] ?? "" },
  }));
}

function firstWord(value: Argument): Argument {
  const [text = ""] = value.text.trim().split(/\s+/);
  const [raw = ""] = bare(value.raw).trim().split(/\s+/);
  return { ...value, text, raw };
}

function bare(raw: string): string {
  return raw.replaceAll(/["']/g, "");
}

type Options = readonly (readonly [name: string, short: string, long: string])[];

const COMPILER_OPTIONS: Options = [
  ["-B", "B", "B"],
  ["-wrapper", "\uFFFC", "\uFFFC"],
];

/** Options of programs that name another program, or a file of code. */
const OPTIONS: Readonly<Record<string, Options>> = {
  make: [["-f", "f", "file"]],
  gmake: [["-f", "f", "file"]],
  cmake: [
    ["--toolchain", "\uFFFC", "toolchain"],
    ["-C", "C", "\uFFFC"],
    ["-P", "P", "\uFFFC"],
  ],
  go: [
    ["-toolexec", "\uFFFC", "\uFFFC"],
    ["-exec", "\uFFFC", "\uFFFC"],
  ],
  hash: [["-p", "p", "\uFFFC"]],
  gcc: COMPILER_OPTIONS,
  "g++": COMPILER_OPTIONS,
  cc: COMPILER_OPTIONS,
  clang: COMPILER_OPTIONS,
  "clang++": COMPILER_OPTIONS,
};

function optionsOf(step: Step): (readonly [string, readonly Argument[]])[] {
  const known = Object.hasOwn(OPTIONS, step.program ?? "") ? (OPTIONS[step.program ?? ""] ?? []) : [];
  const named = known.map(
    ([name, short, long]) => [name, [...optionValues(step, { short, long }), ...longOf(step, name)]] as const,
  );
  const equal = step.arguments.flatMap((word) => {
    const [, name, text] = /^--?(specs|fplugin|fpass-plugin|toolexec|exec)=(.+)$/s.exec(word.text) ?? [];
    const isOwn = COMPILERS.test(step.program ?? "") === /^(specs|fplugin|fpass-plugin)$/.test(name ?? "");
    if (name === undefined || text === undefined || !isOwn) return [];
    return [[`-${name}`, [behind(word, /^["']?--?[\w-]+=["']?/, text)]] as const];
  });
  return [...named, ...equal];
}

const COMPILERS = /^(gcc|g\+\+|cc|c\+\+|clang(\+\+)?)(-\d+)?$/;

/** Long options with a single dash: `-toolexec x`. */
function longOf(step: Step, name: string): readonly Argument[] {
  if (name.startsWith("--") || name.length < 3) return [];
  return step.arguments.filter((_, at) => step.arguments[at - 1]?.text === name);
}

/**
 * Where a chosen program or file lies. "foreign": where neither a package nor the sources bring anything. "folder":
 * in what the recipe or its sources bring. null: the system's, a name looked for in PATH, or not known.
 */
export function whereChosen({ value }: ToolChoice): "foreign" | "folder" | null {
  const { text } = value;
  if (!text.includes("/") && !/^["']?\$\{?(srcdir|startdir)\b/.test(value.raw)) return null;
  const { root, path } = pathOf(value);
  if (root === "home") return "foreign";
  if (root === "machine") return /^\/(tmp|var\/tmp|dev\/shm|run|home|root)\//.test(path) ? "foreign" : null;
  if (root === "build") return "folder";
  return root === "relative" && !text.includes(UNKNOWN) ? "folder" : null;
}

/** A word as a rule is told of it. */
export function shownChoice({ name, value }: Pick<ToolChoice, "name" | "value">): string {
  return `${name}=${value.raw || value.text.replaceAll(UNKNOWN, "…")}`;
}
