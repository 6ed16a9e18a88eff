import { isMakefile } from "../shell-text.ts";
import { asShellWord } from "./function-calls.ts";
import { joinedLiterals } from "./program-text.ts";

/** Texts that a build tool would give to a shell of a file that it reads; null: no build tool reads it of itself. */
export function textsOfBuildFile(path: string, text: string): string[] | null {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (isMakefile(name)) return [recipesOf(text)];
  if (name.endsWith(".ninja")) return [assignedCommands(text)];
  if (/\.(m4|ac)$/.test(name)) return m4Commands(text);
  if (name === "package.json") return packageScripts(text);
  if (name === "CMakeLists.txt" || name.endsWith(".cmake")) return cmakeCommands(text);
  if (name === "meson.build") return mesonCommands(text);
  if (/\[binaries\]/.test(text) && /\.(ini|txt|cross|native|meson)$|^(cross|native)/.test(name))
    return machineFileCommands(text);
  if (name.endsWith(".pc")) return backquoted(text);
  if (name.endsWith(".xml")) return antCommands(text);
  if (
    /^(setup\.py|build\.rs|wscript|SConstruct|binding\.gyp|Rakefile|extconf\.rb|conftest\.py|build\.gradle(\.kts)?)$/.test(
      name,
    )
  )
    return shellCallsIn(text);
  return null;
}

/** Command lines of make's rules. */
export function recipesOf(makefile: string): string {
  const commands = makefile.split("\n").flatMap((line) => {
    const recipe = /^\t\s*[@+-]*(.*)/.exec(line) ?? /^[^#=:]*:[^=;]*;\s*[@+-]*(.*)/.exec(line);
    return recipe?.[1] ?? [];
  });
  const called = [...makefile.matchAll(/\$\(shell\s+(.{0,2000})\)|^[ \t]*[\w.-]+[ \t]*!=[ \t]*(.*)$/gm)].map(
    ([, one, two]) => one ?? two ?? "",
  );
  return [...commands, ...called].map((line) => line.replaceAll("$$", "$")).join("\n");
}

/** Of a file that is told to a build tool by name, whatever it is called; null: the tool reads none. */
export function textsReadBy(program: string | null, text: string): string[] | null {
  if (program === "make" || program === "gmake") return [recipesOf(text)];
  if (program === "cmake") return cmakeCommands(text);
  if (program === "gdb") return linesOf(text, /^[ \t]*(?:shell|!|pipe)[ \t]*(.*)$/gm);
  if (program === "ed" || program === "bc" || program === "dc") return linesOf(text, /^[ \t]*!(.*)$/gm);
  if (/^(n?vim?|ex)$/.test(program ?? ""))
    return [...linesOf(text, /^[ \t:]*(?:silent!?[ \t]*)?!(.*)$/gm), ...shellCallsIn(text)];
  return null;
}

function linesOf(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, line]) => line ?? "");
}

/** meson's machine files: `c = ['sh', '-c', '…']` */
function machineFileCommands(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const words = [...line.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, word]) => word ?? "");
    return words.length > 1 ? [words.map(asShellWord).join(" ")] : words.filter((word) => word.includes(" "));
  });
}

function backquoted(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`|\$\(([^()\n]+)\)/g)].map(([, one, two]) => one ?? two ?? "");
}

/** `<exec executable="sh"><arg value="-c"/>…` */
function antCommands(text: string): string[] {
  return [...text.matchAll(/<(?:exec|apply)\b([\s\S]{0,3000}?)<\/(?:exec|apply)>/g)].map(([, body = ""]) =>
    [...body.matchAll(/\b(?:executable|value|line)\s*=\s*"([^"]*)"/g)]
      .map(([, word]) => asShellWord((word ?? "").replaceAll("&quot;", '"').replaceAll("&amp;", "&")))
      .join(" "),
  );
}

function assignedCommands(ninja: string): string {
  return [...ninja.matchAll(/^[ \t]+command[ \t]*=[ \t]*(.*)$/gm)]
    .map(([, command]) => command ?? "")
    .join("\n");
}

/** Arguments of m4's syscmd and esyscmd; its quotes are taken off. */
export function m4Commands(text: string): string[] {
  return [...text.matchAll(/\be?syscmd\(([^\n]*)\)/g)].map(([, command]) =>
    (command ?? "").replaceAll(/[`']/g, ""),
  );
}

/** Values of lines `"name": "command words"`, be it a whole file or the lines that a patch adds. */
function packageScripts(text: string): string[] {
  const values = [...text.matchAll(/"[\w:.@/-]+"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].map(([, value]) =>
    unescaped(value ?? ""),
  );
  return values.filter((value) => /\s/.test(value));
}

function cmakeCommands(text: string): string[] {
  const calls = [
    ...text.matchAll(
      /\b(?:execute_process|exec_program|add_custom_(?:command|target))\s*\(([^)]{0,5000})\)/gi,
    ),
  ];
  return [
    ...downloadsOfCmake(text),
    ...calls.flatMap(([, body = ""]) => body.split(/\bCOMMAND\b/i).slice(1)),
  ];
}

/** What CMake itself downloads, as a command of that name: `file(DOWNLOAD address target)`. */
function downloadsOfCmake(text: string): string[] {
  const files = [...text.matchAll(/\bfile\s*\(\s*DOWNLOAD\s+(\S+)\s+([^\s)]+)/gi)];
  const projects = [
    ...text.matchAll(
      /\b(FetchContent_Declare|ExternalProject_Add|CPMAddPackage)\s*\([^)]{0,2000}?\b(?:URL|GIT_REPOSITORY|URI)\s+"?([^\s)"]+)/gi,
    ),
  ];
  return [
    ...files.map(
      ([, address = "", target = ""]) => `'file(DOWNLOAD)' ${bareWord(address)} ${bareWord(target)}`,
    ),
    ...projects.map(([, command = "", address = ""]) => `${command} ${bareWord(address)}`),
  ];
}

function bareWord(word: string): string {
  return asShellWord(word.replaceAll(/["']/g, ""));
}

function mesonCommands(text: string): string[] {
  const calls = [
    ...text.matchAll(/\b(?:run_command|custom_target|add_install_script|run_target)\s*\(([^)]{0,5000})\)/g),
  ];
  return calls.flatMap(([, body = ""]) => joined(literalsAt(body, 0)));
}

const SHELL_CALL =
  /\b(?:system|popen|Popen|exec|execSync|execFile|execFileSync|spawn|spawnSync|execute|shell_exec|passthru|run|call|check_call|check_output|getoutput|qx|commandLine)\s*[([{]/g;
/** Groovy: `"command".execute()` */
const EXECUTED = /"((?:[^"\\\n]|\\.)*)"\s*\.\s*execute\s*\(/g;
const BACKQUOTES = /(?:^|[=(;\s])`([^`\n]+)`/g;
const PIPED = /"((?:[^"\\]|\\.)*)"\s*\|\s*getline/g;
const LITERAL = /[\s,[(]*(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|`([^`]*)`)/y;

/**
 * What a program in another language hands to a shell, or starts, by texts that stand in it. Read as written, and with
 * the literals joined that an operator may join: within a literal the same signs are text.
 */
export function shellCallsIn(written: string): string[] {
  return [...new Set([written, joinedLiterals(written)].flatMap(callsIn))];
}

function callsIn(program: string): string[] {
  const calls = [...program.matchAll(SHELL_CALL)].flatMap(({ index, 0: { length } }) => {
    const words = literalsAt(program, index + length);
    return [...words.slice(0, 1), ...joined(words)];
  });
  const quotes = [BACKQUOTES, PIPED, EXECUTED]
    .flatMap((pattern) => [...program.matchAll(pattern)])
    .map(([, text]) => unescaped(text ?? ""));
  return [...calls, ...quotes, ...downloadsRun(program)].filter((text) => text !== "");
}

/** A literal that pipes a download into a shell is for one, whichever function takes it: `Command::new("sh").arg("-c").arg("…")`. */
export function downloadsRun(program: string): string[] {
  return [...program.matchAll(/["'`[]([^"'`\n[\]]{0,300})/g)].flatMap(([, text = ""]) =>
    /\b(?:curl|wget)\s[^|]+\|\s*(?:sudo\s+)?(?:\w*\/)*(?:ba|z|da|k)?sh\b/.test(text) ? [text] : [],
  );
}

/** `"npm", ["install", "x"]`: each literal one word. */
function joined(words: readonly string[]): string[] {
  return words.length > 1 ? [words.map(asShellWord).join(" ")] : [];
}

const MOST_LITERALS = 50;

/** Literals one behind another from an offset, with nothing but commas and brackets between. */
function literalsAt(text: string, offset: number): string[] {
  const literals: string[] = [];
  LITERAL.lastIndex = offset;
  while (literals.length < MOST_LITERALS) {
    const found = LITERAL.exec(text);
    if (found === null) break;
    literals.push(unescaped(found[1] ?? found[2] ?? found[3] ?? ""));
  }
  LITERAL.lastIndex = 0;
  return literals;
}

/** A literal's text, as most languages read it. */
function unescaped(literal: string): string {
  return literal.replace(/\\([\s\S])/g, (_, char: string) =>
    char === "n" ? "\n" : char === "t" ? "\t" : char,
  );
}
