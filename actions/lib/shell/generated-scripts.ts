import fc, { type Arbitrary } from "fast-check";

/** Scripts whose commands are `c @N words…`, N being one of a kind: bash can tell which of them ran with what. */
export function generatedScript(): Arbitrary<string> {
  return fc
    .array(statement(3), { minLength: 1, maxLength: 9 })
    .map((statements) => numbered(statements.join("\n")));
}

/** Loops count by a name of their own, or they would never end. */
function numbered(script: string): string {
  let number = 0;
  return script
    .replaceAll(/COUNT(=0; )COUNT(<2; )COUNT/g, (_, first, second) => {
      const own = `n_${number++}`;
      return `${own}${first}${own}${second}${own}`;
    })
    .replaceAll("@N", () => `@${number++}`);
}

/** One of the words of a text. */
function anyOf(words: string): Arbitrary<string> {
  return fc.constantFrom(...words.trim().split(/\s+/));
}

const name = anyOf("a b arr list x1");
const letters = fc.constantFrom(..."a b foo cu rl x.y -v 1 07 2 A a/b foo.tar.gz aXbX".split(" "), "a b", "");
const bare = anyOf("a b foo cu rl x.y -v 1 2 A a/b = a=b @ % + : , x{ } #y ! ^ ~ a:~");
const quoted = fc.constantFrom("a b", "  ", "a\tb", "", ..."x * $ {a,b} ~ \\\\ # & ? [a] -n".split(" "));

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
      ..."{a,b} {1..3} {c..a} {01..03} {a,{b,c}d} {a} {a,} {,x} {1..5..2} {a,'b,c'}".split(" "),
      '{"a b",c}',
    ),
  ];
  const expansion = parameter(depth).chain((text) => fc.constantFrom(text, `"${text}"`, `"x${text}y"`));
  if (depth <= 0) return fc.oneof(...simple, expansion);
  return fc.oneof(...simple, expansion, expansion, substitution(depth - 1), arithmetic());
}

function parameter(depth: number): Arbitrary<string> {
  const special = anyOf("@ * 1 # @:1 @:2:1 1:-d ?").map((inner) => `\${${inner}}`);
  return fc.oneof(plain(), plain(), special, changed(depth), changed(depth), element());
}

function plain(): Arbitrary<string> {
  const marked = fc.tuple(anyOf("# !"), name).map(([mark, of]) => `\${${mark}${of}}`);
  return fc.oneof(
    name.map((of) => `$${of}`),
    name.map((of) => `\${${of}}`),
    anyOf("$@ $* $1 $#"),
    marked,
  );
}

function changed(depth: number): Arbitrary<string> {
  const operand = depth <= 0 ? letters.filter((text) => text !== "a b") : word(0);
  const pattern = anyOf("a * ? *. .* [ab] [!a]* o* '*' x *o X a*b $b");
  const replacement = fc.constantFrom("", "z", "'q r'", "$b", '"$a"', "\\/");
  const slices = fc.constantFrom("0:2", "1", "1:1", " -1", " -2:1", "0:-1", "a:1", "3:9", ":1");
  const change = fc.oneof(
    fc.tuple(anyOf("- :- + :+ = :="), operand).map((parts) => parts.join("")),
    fc.tuple(anyOf("% %% # ##"), pattern).map((parts) => parts.join("")),
    fc.tuple(anyOf("/ // /# /%"), pattern, replacement).map(([how, from, to]) => `${how}${from}/${to}`),
    anyOf("^ ^^ , ,,"),
    slices.map((slice) => `:${slice}`),
  );
  return fc.tuple(name, change).map(([of, how]) => `\${${of}${how}}`);
}

function element(): Arbitrary<string> {
  const index = anyOf("@ * 0 1 -1 $x1 x1 1+1 key").map((at) => `${at}]`);
  const listed = fc.constantFrom(
    ..."@]:1 @]:0:1 @]#a @]%o @]/a/z @]^ @]//o/ @]:-d *]#? @]+x @]/#/p @]/%/s".split(" "),
    "@]: -1",
  );
  const keys = fc.tuple(anyOf("# !"), name).map(([mark, of]) => `\${${mark}${of}[@]}`);
  return fc.oneof(
    fc.tuple(name, fc.oneof(index, listed)).map(([of, how]) => `\${${of}[${how}}`),
    keys,
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
  return anyOf(
    "1+2 x1 x1+1 x1++ x1=3 2**3 7/2 -7%3 x1>1?4:5 (1+2)*3 1<2 x1+=2 arr[0] !0 ~1 010 0x1f $x1*2 10#08 2#101",
  ).map((expression) => `$((${expression}))`);
}

function statement(depth: number): Arbitrary<string> {
  const call = fc.array(word(2), { maxLength: 3 }).map((words) => `c @N ${words.join(" ")}`);
  const simple: Arbitrary<string>[] = [call, call, call, assignment(), assignment(), other()];
  if (depth <= 0) return fc.oneof(...simple);
  const body = fc
    .array(statement(depth - 1), { minLength: 1, maxLength: 3 })
    .map((statements) => statements.join("\n"));
  return fc.oneof(...simple, conditional(body), repeated(body), called(body), texts());
}

function assignment(): Arbitrary<string> {
  const elements = fc.array(word(1), { maxLength: 3 }).map((words) => `(${words.join(" ")})`);
  const declaring = fc.constantFrom(
    "declare",
    "local",
    "export",
    "declare -x",
    "declare -a",
    "declare -u",
    "declare -i",
  );
  return fc.oneof(
    fc.tuple(name, anyOf("= +="), fc.oneof(word(2), elements)).map((parts) => parts.join("")),
    fc.tuple(name, anyOf("0 2 x1 -1"), word(1)).map(([of, at, text]) => `${of}[${at}]=${text}`),
    fc.tuple(declaring, name, word(1)).map(([how, of, text]) => `${how} ${of}=${text}`),
    name.map((of) => `declare -A map=([k]=v [${of}]="$${of}"); c @N "\${map[${of}]}" "\${map[k]}"`),
    anyOf("a b arr list").map(
      (of) => `declare -n x1=${of}; x1=ref; c @N "$${of}" "$x1"; declare +n x1; unset -n x1`,
    ),
    fc.tuple(name, name).map(([one, two]) => `${one}=1 ${two}=$${one}`),
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
      "IFS=.",
      "IFS=' ,/'",
      "IFS=",
      "unset IFS",
      "unset arr",
      "unset a b",
      "set -f",
      "f",
    ),
    fc.constantFrom(
      "((x1++))",
      "((x1 = 4, x1 > 3))",
      "let x1=2",
      "read a <<< 'p q'",
      "printf -v b '%s' \"$a\"",
      "g x 'y z'",
    ),
    fc.constant("c @N $((x1++)) $x1"),
    word(1).map((text) => `printf -v a '%s.' ${text}`),
  );
}

function conditional(body: Arbitrary<string>): Arbitrary<string> {
  const test = fc.oneof(
    fc.tuple(word(1), anyOf("== !="), word(1)).map(([one, is, two]) => `[[ ${one} ${is} ${two} ]]`),
    name.chain((of) => fc.constantFrom(`[[ -n $${of} ]]`, `[[ -v ${of} ]]`, `[ -z "$${of}" ]`)),
    fc.constantFrom("true", "false", "((x1))", "[[ $x1 -gt 1 ]]", "! true", "[ a = b ]", "unknown_thing"),
  );
  return fc.oneof(
    fc.tuple(test, body, body).map(([on, one, two]) => `if ${on}; then\n${one}\nelse\n${two}\nfi`),
    fc.tuple(test, anyOf("&& ||"), body).map(([on, how, one]) => `${on} ${how} {\n${one}\n}`),
    fc
      .tuple(word(1), word(0), body, body)
      .map(([text, pattern, one, two]) => `case ${text} in\n${pattern}) ${one};;\n*) ${two};;\nesac`),
  );
}

function repeated(body: Arbitrary<string>): Arbitrary<string> {
  const jump = fc.constantFrom("break", "continue", ":", "[[ $b ]] && break");
  return fc.oneof(
    fc
      .tuple(fc.array(word(1), { maxLength: 3 }), body)
      .map(([words, one]) => `for a in ${words.join(" ")}; do\n${one}\ndone`),
    fc.tuple(body, jump).map(([one, leave]) => `for x1 in 1 2 3; do\n${one}\n${leave}\ndone`),
    body.map((one) => `for ((COUNT=0; COUNT<2; COUNT++)); do\n${one}\ndone`),
    body.map((one) => `(\n${one}\n)`),
    body.map((one) => `{\n${one}\n} | :`),
  );
}

function called(body: Arbitrary<string>): Arbitrary<string> {
  return fc.oneof(
    body.map((one) => `f() {\n${one}\n}\nf`),
    body.map((one) => `f() {\n${one}\n}`),
    body.map((one) => `g() {\nlocal a=$1 b\n${one}\n}\ng x "y z"`),
    fc.tuple(name, body).map(([of, one]) => `f() {\n${of}=changed\n${one}\nreturn\n}\n${of}=before\nf`),
  );
}

/** Texts that the shell runs. */
function texts(): Arbitrary<string> {
  const inner = word(0).map((text) => `c @N ${text}`);
  const single = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  return fc.oneof(
    inner.map((text) => `eval ${single(text)}`),
    word(1).map((text) => `eval "c @N ${text.replaceAll(/["\\`]/g, "")}"`),
    word(1).map((text) => `b=c; $b @N ${text}`),
    inner.map((text) => `source /dev/stdin <<< ${single(text)}`),
    inner.map((text) => `source /dev/stdin <<END\n${text.replaceAll("END", "")}\nEND`),
    name.map((of) => `arr=("$${of}" b); for x1 in "\${arr[@]}"; do c @N "$x1"; done`),
  );
}
