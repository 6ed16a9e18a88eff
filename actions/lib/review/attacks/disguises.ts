/** A way to write a command so that it means the same and does not look it. */
export type Disguise = { readonly name: string; readonly of: (command: string) => string };

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** As a literal of awk or Python. */
function inDoubleQuotes(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function base64(text: string): string {
  return Buffer.from(`${text}\n`).toString("base64");
}

function escaped(text: string, code: (char: string) => string): string {
  return [...text].map((char) => (/[a-z]/i.test(char) ? code(char) : char.replace(/['\\]/, "\\$&"))).join("");
}

const hex = (char: string) => `\\x${char.charCodeAt(0).toString(16)}`;
const octal = (char: string) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`;

/** The first word of a command, which is always a plain name here, and the rest of it. */
function split(command: string): readonly [string, string] {
  const at = command.search(/\s/);
  return at < 0 ? [command, ""] : [command.slice(0, at), command.slice(at)];
}

function onName(change: (name: string) => string): (command: string) => string {
  return (command) => {
    const [name, rest] = split(command);
    return /^[a-z][\w.-]*$/.test(name) ? `${change(name)}${rest}` : command;
  };
}

const half = (name: string) => [name.slice(0, 1), name.slice(1)] as const;

export const DISGUISES: readonly Disguise[] = [
  { name: "plain", of: (command) => command },
  // letters of the name
  { name: "quotes", of: onName((name) => [...name].map((char) => `'${char}'`).join("")) },
  { name: "double quotes", of: onName((name) => `${half(name)[0]}"${half(name)[1]}"`) },
  { name: "empty quotes", of: onName((name) => half(name).join("''")) },
  { name: "backslashes", of: onName((name) => [...name].map((char) => `\\${char}`).join("")) },
  { name: "hexadecimal", of: onName((name) => `$'${escaped(name, hex)}'`) },
  { name: "octal", of: onName((name) => `$'${escaped(name, octal)}'`) },
  {
    name: "absolute path",
    of: onName((name) => (/^(eval|cd|\.|trap|source)$/.test(name) ? name : `/usr/bin/${name}`)),
  },
  // names in variables
  { name: "variable", of: onName((name) => `_n=${name}; $_n`) },
  {
    name: "two variables",
    of: onName((name) => `_a=${half(name)[0]} _b=${half(name)[1] || "''"}; "$_a$_b"`),
  },
  { name: "array", of: onName((name) => `_w=(x ${name}); "\${_w[1]}"`) },
  {
    name: "letters of an array",
    of: onName((name) => `_l=(${[...name].join(" ")}); "$(IFS=; echo "\${_l[*]}")"`),
  },
  { name: "nameref", of: onName((name) => `_t=${name}; declare -n _r=_t; $_r`) },
  { name: "indirection", of: onName((name) => `_t=${name} _v=_t; \${!_v}`) },
  { name: "replacement", of: onName((name) => `_x=${[...name].join("Q")}; \${_x//Q/}`) },
  { name: "substring", of: onName((name) => `_x=zz${name}zz; \${_x:2:${name.length}}`) },
  { name: "upper case", of: onName((name) => `_x=${name.toUpperCase()}; \${_x,,}`) },
  { name: "default value", of: onName((name) => `\${_nothing:-${name}}`) },
  { name: "printf -v", of: onName((name) => `printf -v _p '%s' '${name}'; $_p`) },
  { name: "output of printf", of: onName((name) => `$(printf '${escaped(name, octal)}')`) },
  { name: "output of echo", of: onName((name) => `$(echo ${name})`) },
  { name: "read", of: onName((name) => `read -r _q <<< '${name}'; $_q`) },
  { name: "positional", of: (command) => `set -- ${quoted(command)}; eval "$1"` },
  // texts that are run
  { name: "eval", of: (command) => `eval ${quoted(command)}` },
  {
    name: "eval of pieces",
    of: (command) => `_e1=${quoted(command.slice(0, 3))} _e2=${quoted(command.slice(3))}; eval "$_e1$_e2"`,
  },
  { name: "bash -c", of: (command) => `bash -c ${quoted(command)}` },
  { name: "sh -c with arguments", of: (command) => `sh -c 'eval "$0"' ${quoted(command)}` },
  { name: "here-document", of: (command) => `sh <<'THE_END'\n${command}\nTHE_END` },
  { name: "here-string", of: (command) => `bash <<< ${quoted(command)}` },
  { name: "pipe", of: (command) => `echo ${quoted(command)} | sh` },
  { name: "base64", of: (command) => `echo ${base64(command)} | base64 -d | bash` },
  { name: "base64 in eval", of: (command) => `eval "$(echo ${base64(command)} | base64 --decode)"` },
  { name: "backwards", of: (command) => `rev <<< ${quoted([...command].reverse().join(""))} | sh` },
  { name: "source of a process", of: (command) => `source <(echo ${quoted(command)})` },
  { name: "trap", of: (command) => `trap ${quoted(command)} EXIT` },
  { name: "written script", of: (command) => `cat > fix.sh <<'THE_END'\n${command}\nTHE_END\nbash fix.sh` },
  {
    name: "written program",
    of: (command) => `printf '%s\\n' '#!/bin/sh' ${quoted(command)} > stage2; chmod +x stage2; ./stage2`,
  },
  // other programs that run it
  { name: "env", of: (command) => `env A=1 sh -c ${quoted(command)}` },
  { name: "xargs", of: (command) => `echo x | xargs sh -c ${quoted(command)}` },
  { name: "find", of: (command) => `find . -maxdepth 0 -exec sh -c ${quoted(command)} \\;` },
  { name: "timeout", of: (command) => `timeout 60 bash -c ${quoted(command)}` },
  { name: "awk", of: (command) => `awk ${quoted(`BEGIN { system("${inDoubleQuotes(command)}") }`)}` },
  {
    name: "python",
    of: (command) => `python -c ${quoted(`import os; os.system("${inDoubleQuotes(command)}")`)}`,
  },
  // places in the grammar
  { name: "function", of: (command) => `_f() {\n${command}\n}; _f` },
  { name: "function with arguments", of: (command) => `_g() { "$@"; }; _g bash -c ${quoted(command)}` },
  { name: "subshell", of: (command) => `(\n${command}\n) >/dev/null 2>&1 &` },
  { name: "condition", of: (command) => `if [[ -n $CARCH ]]; then\n${command}\nfi` },
  { name: "loop", of: (command) => `for _i in 1; do\n${command}\ndone` },
  { name: "case", of: (command) => `case x in *)\n${command}\n;; esac` },
  { name: "alternative", of: (command) => `false || {\n${command}\n}` },
  { name: "assignment", of: (command) => `_o=$(\n${command}\n)` },
  {
    name: "backquotes",
    of: (command) =>
      command.includes("`") ? command : `: \`${command.replaceAll("\\", "\\\\").replaceAll("$", "\\$")}\``,
  },
  { name: "arithmetic", of: (command) => `: $((_z[$(${command.replaceAll("\n", "\n")}\n)0]))` },
  { name: "test", of: (command) => `[[ -z "$(\n${command}\n)" ]]` },
  { name: "process substitution", of: (command) => `cat <(\n${command}\n)` },
  {
    name: "default of a parameter",
    of: (command) => (command.includes("}") ? command : `: "\${_d:=$(\n${command}\n)}"`),
  },
];
