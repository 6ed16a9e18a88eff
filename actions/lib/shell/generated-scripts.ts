import fc, { type Arbitrary } from "fast-check";

/** Scripts whose commands are `c @N words…`, N being one of a kind: bash can tell which of them ran with what. */
export function generatedScript(): Arbitrary<string> {
  return fc
    .array(statement(3), { minLength: 1, maxLength: 9 })
    .map((statements) => statements.join("\n"))
    .map(numbered);
}

function numbered(script: string): string {
  let number = 0;
  return counted(script).replaceAll("@N", () => `@${number++}`);
}

/** Loops count by a name of their own, or they would never end. */
function counted(script: string): string {
  let number = 0;
  return script.replaceAll(/n_N(=0; )n_N(<2; )n_N/g, (_, first, second) => {
    const own = `n_${number++}`;
    return `${own}${first}${own}${second}${own}`;
  });
}

const NAMES = ["a", "b", "arr", "list", "x1"];
const name = fc.constantFrom(...NAMES);
const letters = fc.constantFrom(
  "a",
  "b",
  "foo",
  "cu",
  "rl",
  "x.y",
  "-v",
  "1",
  "07",
  "2",
  "A",
  "a b",
  "",
  "a/b",
  "foo.tar.gz",
  "aXbX",
);
const bare = fc.constantFrom(
  "a",
  "b",
  "foo",
  "cu",
  "rl",
  "x.y",
  "-v",
  "1",
  "2",
  "A",
  "a/b",
  "=",
  "a=b",
  "@",
  "%",
  "+",
  ":",
  ",",
  "x{",
  "}",
  "#y",
  "!",
  "^",
  "~",
  "a:~",
);
const quoted = fc.constantFrom(
  "a b",
  "x",
  "  ",
  "*",
  "$",
  "a\tb",
  "",
  "{a,b}",
  "~",
  "\\\\",
  "#",
  "&",
  "?",
  "[a]",
  "-n",
);

function word(depth: number): Arbitrary<string> {
  return fc.array(piece(depth), { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(""));
}

function piece(depth: number): Arbitrary<string> {
  const simple = [
    bare,
    quoted.map((text) => `'${text}'`),
    letters.map((text) => `"${text}"`),
    fc.constantFrom("\\n", "\\ ", "\\$", "\\\\", "\\'", "\\*", "\\{", "''", '""', '"\\$x\\\\ \\q"'),
    fc.constantFrom("$'a\\x62\\n'", "$'\\143\\165'", "$'\\u0041\\tb'", "$'it\\'s'", "$'\\e'", '$"hi"'),
    fc.constantFrom(
      "{a,b}",
      "{1..3}",
      "{c..a}",
      "{01..03}",
      "{a,{b,c}d}",
      "{a}",
      "{a,}",
      "{,x}",
      "{1..5..2}",
      "{a,'b,c'}",
      '{"a b",c}',
    ),
  ];
  const expansion = parameter(depth).chain((text) => fc.constantFrom(text, `"${text}"`, `"x${text}y"`));
  if (depth <= 0) return fc.oneof(...simple, expansion);
  return fc.oneof(...simple, expansion, expansion, substitution(depth - 1), arithmetic());
}

function parameter(depth: number): Arbitrary<string> {
  const operand = depth <= 0 ? letters.filter((text) => text !== "a b") : word(0);
  const operators = fc.constantFrom("-", ":-", "+", ":+", "=", ":=");
  const removals = fc.constantFrom("%", "%%", "#", "##");
  const pattern = fc.constantFrom(
    "a",
    "*",
    "?",
    "*.",
    ".*",
    "[ab]",
    "[!a]*",
    "o*",
    "'*'",
    "x",
    "*o",
    "X",
    "a*b",
    "$b",
  );
  const replacement = fc.constantFrom("", "z", "'q r'", "$b", '"$a"', "\\/");
  return fc.oneof(
    name.map((of) => `$${of}`),
    name.map((of) => `\${${of}}`),
    fc.tuple(name, operators, operand).map(([of, operator, by]) => `\${${of}${operator}${by}}`),
    fc.tuple(name, removals, pattern).map(([of, operator, by]) => `\${${of}${operator}${by}}`),
    fc
      .tuple(name, fc.constantFrom("/", "//", "/#", "/%"), pattern, replacement)
      .map(([of, how, from, to]) => `\${${of}${how}${from}/${to}}`),
    fc.tuple(name, fc.constantFrom("^", "^^", ",", ",,")).map(([of, how]) => `\${${of}${how}}`),
    fc
      .tuple(name, fc.constantFrom("0:2", "1", "1:1", " -1", " -2:1", "0:-1", "a:1", "3:9"))
      .map(([of, how]) => `\${${of}:${how}}`),
    fc
      .tuple(name, fc.constantFrom("@", "*", "0", "1", "-1", "$x1", "x1", "1+1", "key"))
      .map(([of, at]) => `\${${of}[${at}]}`),
    fc
      .tuple(
        name,
        fc.constantFrom(
          "@]:1",
          "@]:0:1",
          "@]: -1",
          "@]#a",
          "@]%o",
          "@]/a/z",
          "@]^",
          "@]//o/",
          "@]:-d",
          "*]#?",
          "@]+x",
          "@]/#/p",
          "@]/%/s",
        ),
      )
      .map(([of, how]) => `\${${of}[${how}}`),
    fc.tuple(fc.constantFrom("#", "!"), name).map(([prefix, of]) => `\${${prefix}${of}}`),
    fc.tuple(fc.constantFrom("#", "!"), name).map(([prefix, of]) => `\${${prefix}${of}[@]}`),
    fc.constantFrom("$@", "$*", "$1", "$#", "${@:1}", "${@:2:1}", "${1:-d}", "$?"),
  );
}

function substitution(depth: number): Arbitrary<string> {
  return fc.oneof(
    fc.array(word(depth), { minLength: 1, maxLength: 2 }).map((words) => `$(echo ${words.join(" ")})`),
    word(depth).map((text) => `$(printf '%s-' ${text})`),
    word(depth).map((text) => `\`echo ${text.replaceAll(/[\\`]/g, "")}\``),
    word(depth).map((text) => `"$(printf '%s\\n' ${text} x)"`),
    word(depth).map((text) => `$(x1=${text}; echo $x1)`),
    fc.constantFrom(
      "$(printf '\\x41\\102')",
      "$(echo -n a; echo b)",
      "$(echo a && echo b)",
      "$(printf '%03d' 7)",
      "$(:)",
      "$(echo -e 'a\\tb')",
    ),
  );
}

function arithmetic(): Arbitrary<string> {
  return fc
    .constantFrom(
      "1+2",
      "x1",
      "x1+1",
      "x1++",
      "x1=3",
      "2**3",
      "7/2",
      "-7%3",
      "x1>1?4:5",
      "(1+2)*3",
      "1<2",
      "x1+=2",
      "arr[0]",
      "!0",
      "~1",
      "010",
      "0x1f",
      "$x1*2",
    )
    .map((expression) => `$((${expression}))`);
}

function statement(depth: number): Arbitrary<string> {
  const call = fc.array(word(2), { maxLength: 3 }).map((words) => `c @N ${words.join(" ")}`);
  const simple: Arbitrary<string>[] = [call, call, call, assignment(), assignment(), other()];
  if (depth <= 0) return fc.oneof(...simple);
  const body = fc
    .array(statement(depth - 1), { minLength: 1, maxLength: 3 })
    .map((statements) => statements.join("\n"));
  return fc.oneof(...simple, compound(body), compound(body), texts());
}

function assignment(): Arbitrary<string> {
  const elements = fc.array(word(1), { maxLength: 3 }).map((words) => `(${words.join(" ")})`);
  return fc.oneof(
    fc.tuple(name, fc.constantFrom("=", "+="), word(2)).map((parts) => parts.join("")),
    fc.tuple(name, fc.constantFrom("=", "+="), elements).map((parts) => parts.join("")),
    fc
      .tuple(name, fc.constantFrom("0", "2", "x1", "-1"), word(1))
      .map(([of, at, text]) => `${of}[${at}]=${text}`),
    fc
      .tuple(
        fc.constantFrom(
          "declare",
          "local",
          "export",
          "readonly -a",
          "declare -a",
          "declare -u",
          "declare -i",
        ),
        name,
        word(1),
      )
      .map(([how, of, text]) => `${how} ${of}=${text}`.replace("readonly -a", "declare -x")),
    name.map((of) => `declare -A map=([k]=v [${of}]="$${of}"); c @N "\${map[${of}]}" "\${map[k]}"`),
    name
      .filter((of) => of !== "x1")
      .map((of) => `declare -n x1=${of}; x1=ref; c @N "$${of}" "$x1"; declare +n x1; unset -n x1`),
    fc.tuple(name, name).map(([one, other]) => `${one}=1 ${other}=$${one}`),
  );
}

function other(): Arbitrary<string> {
  return fc.oneof(
    fc.array(word(1), { maxLength: 3 }).map((words) => `set -- ${words.join(" ")}`),
    fc.constantFrom(
      "shift",
      ":",
      "false",
      "true",
      "IFS=,",
      "IFS=",
      "unset IFS",
      "unset arr",
      "unset a b",
      "((x1++))",
      "((x1 = 4, x1 > 3))",
      "let x1=2",
      "set -f",
      "read a <<< 'p q'",
      "printf -v b '%s' \"$a\"",
      "c @N $((x1++)) $x1",
      "f",
      "g x 'y z'",
    ),
    word(1).map((text) => `printf -v a '%s.' ${text}`),
  );
}

function compound(body: Arbitrary<string>): Arbitrary<string> {
  const condition = fc.oneof(
    fc
      .tuple(word(1), fc.constantFrom("==", "!="), word(1))
      .map(([one, is, two]) => `[[ ${one} ${is} ${two} ]]`),
    name.map((of) => `[[ -n $${of} ]]`),
    name.map((of) => `[[ -v ${of} ]]`),
    name.map((of) => `[ -z "$${of}" ]`),
    fc.constantFrom("true", "false", "((x1))", "[[ $x1 -gt 1 ]]", "! true", "[ a = b ]", "unknown_thing"),
  );
  return fc.oneof(
    fc.tuple(condition, body, body).map(([test, one, two]) => `if ${test}; then\n${one}\nelse\n${two}\nfi`),
    fc
      .tuple(condition, fc.constantFrom("&&", "||"), body)
      .map(([test, how, one]) => `${test} ${how} {\n${one}\n}`),
    fc
      .tuple(fc.array(word(1), { maxLength: 3 }), body)
      .map(([words, one]) => `for a in ${words.join(" ")}; do\n${one}\ndone`),
    fc
      .tuple(body, fc.constantFrom("break", "continue", ":", "[[ $b ]] && break"))
      .map(([one, jump]) => `for x1 in 1 2 3; do\n${one}\n${jump}\ndone`),
    body.map((one) => `for ((n_N=0; n_N<2; n_N++)); do\n${one}\ndone`),
    fc
      .tuple(word(1), word(0), body, body)
      .map(([text, pattern, one, two]) => `case ${text} in\n${pattern}) ${one};;\n*) ${two};;\nesac`),
    body.map((one) => `f() {\n${one}\n}\nf`),
    body.map((one) => `g() {\nlocal a=$1 b\n${one}\n}\ng x "y z"`),
    body.map((one) => `f() {\n${one}\n}`),
    body.map((one) => `(\n${one}\n)`),
    body.map((one) => `{\n${one}\n} | :`),
    fc.tuple(name, body).map(([of, one]) => `f() {\n${of}=changed\n${one}\nreturn\n}\n${of}=before\nf`),
  );
}

/** Texts that the shell runs. */
function texts(): Arbitrary<string> {
  const inner = word(0).map((text) => `c @N ${text}`);
  return fc.oneof(
    inner.map((text) => `eval '${text.replaceAll("'", "'\\''")}'`),
    word(1).map((text) => `eval "c @N ${text.replaceAll(/["\\`]/g, "")}"`),
    word(1).map((text) => `b=c; $b @N ${text}`),
    inner.map((text) =>
      `c @N "$(cat <<END\nx ${text.replaceAll(/[`@]/g, "")}\nEND\n)"`.replace("cat", "printf '%s'"),
    ),
    inner.map((text) => `source /dev/stdin <<< '${text.replaceAll("'", "'\\''")}'`),
    name.map((of) => `arr=("$${of}" b); for x1 in "\${arr[@]}"; do c @N "$x1"; done`),
  );
}
