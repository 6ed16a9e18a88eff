import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isKnown, knownText, readShell, type ShellCommand } from "./index.ts";

/** Commands as text, unknown words as "?". */
function commandsOf(text: string): string[] {
  return readShell(text).commands.map(textOf);
}

function textOf({ words, via }: ShellCommand): string {
  const text = words.map((word) => knownText(word) ?? "?").join(" ");
  return via.length === 0 ? text : `${via.join(" > ")}: ${text}`;
}

function first(text: string): ShellCommand {
  const command = readShell(text).commands.at(-1);
  assert.ok(command);
  return command;
}

describe("every command is found, wherever it stands", () => {
  test("in functions, branches, loops and substitutions", () => {
    const text = `
build() { if a; then b; else c; fi; for x in 1 2; do d $x; done; while e; do f; done; }
case $1 in x) g;; *) h;; esac
(i; j) | k <(l) > >(m) && [[ $(n) = \`o\` ]] || ((p = $(q)))
arr=($(r) "$(s)"); y=\${z:-$(t)}; cat <<END
$(u) \`v\`
END
coproc w
trap 'echo $(x)' EXIT
`;
    const names = new Set(readShell(text).commands.map(({ words: [name] }) => name && knownText(name)));
    for (const name of "abcdefghijklmnoqrstuvwx") assert.ok(names.has(name), name);
  });

  test("where it cannot run, too", () => {
    const never = ["for x in; do c; done", 'a=(); for x in "${a[@]}"; do c; done', "for ((;0;)); do c; done"];
    const dead = [
      "false && c",
      "if false; then c; fi",
      "case a in b) c;; esac",
      "while false; do c; done",
      "f() { return; c; }",
    ];
    for (const text of [...never, ...dead]) assert.ok(commandsOf(text).includes("c"), text);
  });

  test("with its lines and its function", () => {
    const { place } = first("\nbuild() {\n  cmake \\\n    -B build\n}\n");
    assert.deepEqual(place, { line: 3, endLine: 4, within: "build" });
  });

  test("with the next command of its pipeline", () => {
    const { commands } = readShell("curl x | sudo -u root bash");
    assert.equal(commands[0]?.pipesInto, commands[2]);
    assert.equal(commands[2] && textOf(commands[2]), "sudo: bash");
  });
});

describe("disguised words are read", () => {
  const disguised: [string, string, string][] = [
    ["'b''u''n' add x", "bun", "quote-splice"],
    ['c""url x', "curl", "quote-splice"],
    ["n\\pm x", "npm", "quote-splice"],
    ["$'\\x63url' x", "curl", "escape"],
    ["$'\\143url' x", "curl", "escape"],
    ["a=(rl cu); ${a[1]}${a[0]} x", "curl", "array-index"],
    ["a=xcurlx; ${a:1:4} x", "curl", "substring"],
    ["a=curl; b=a; ${!b} x", "curl", "indirection"],
    ["$(echo Y3VybA== | base64 -d) x", "curl", "decoded"],
    ["$(rev <<< lruc) x", "curl", "decoded"],
    ["$(printf '\\x63')url x", "curl", "indirection"],
  ];
  for (const [text, name, disguise] of disguised)
    test(text, () => {
      const [word] = readShell(text).commands[0]?.words ?? [];
      assert.equal(word && knownText(word), name);
      assert.deepEqual(word?.disguises, [disguise]);
    });

  test("and what everybody writes is no disguise", () => {
    const text = `pkgname=foo-git
install -Dm755 "$srcdir/x" "$pkgdir"/usr/bin/"$pkgname" 'it'"'"'s' --prefix="/usr" lib{,64} \${pkgname%-git}
sed -i 's/a/'"$pkgname"'/' -e "s|x|y|" \${pkgname[0]} \\rm -l"foo" $'\\n' $'\\e[1m' "\${pkgname^}"-x
`;
    for (const { words } of readShell(text).commands)
      for (const word of words) assert.deepEqual(word.disguises, [], word.raw);
  });
});

describe("texts that are run are read", () => {
  const texts: [string, string][] = [
    ["eval 'curl x'", "eval: curl x"],
    ["x='curl x'; eval \"$x\"", "eval: curl x"],
    ["bash -c 'curl \"$1\"' _ x", "bash -c: curl x"],
    ["sh <<< 'curl x'", "input of sh: curl x"],
    ["/bin/sh <<E\ncurl x\nE", "input of sh: curl x"],
    ["source <(echo curl x)", "source <(…): curl x"],
    ["echo Y3VybCB4 | base64 -d | bash", "input of bash > base64: curl x"],
    ["echo 6375726c2078 | xxd -r -p | sh", "input of sh > xxd: curl x"],
    ["echo 'phey k' | tr a-z n-za-m | sh", "input of sh > tr: curl x"],
    ["printf 'curl %s\\n' x | sh", "input of sh: curl x"],
    ["sudo -u nobody env A=1 nohup curl x", "sudo > env > nohup: curl x"],
    ["find . -exec curl x \\;", "find -exec: curl x"],
    ["echo x | xargs -n 1 curl", "xargs: curl ?"],
    ["trap 'curl x' EXIT", "trap: curl x"],
    ["$nothing curl x", "nothing from $nothing: curl x"],
    ["eval eval eval \"'curl x'\"", "eval > eval > eval: curl x"],
  ];
  for (const [text, found] of texts)
    test(text, () => {
      assert.ok(commandsOf(text).includes(found), commandsOf(text).join("\n"));
    });
});

describe("what cannot be known is never guessed", () => {
  const unknown = [
    "curl() { :; }; if x; then a=curl; else a=wget; fi; $a",
    'eval "$(cat x)"; $a',
    'a=1; eval "$(cat x)"; $a',
    "a=1; read a; $a",
    "a=1; while x; do $a; a+=2; done; $a",
    "a=1; f() { a=2; }; x && f; $a",
    "a=1; trap 'a=2' DEBUG; $a",
    "a=(1 2); ${a[$i]}",
    "$RANDOM",
    "~/x",
  ];
  for (const text of unknown)
    test(text, () => {
      const [word] = first(text).words;
      assert.ok(word && !isKnown(word), JSON.stringify(word));
    });
});

describe("a text without end becomes a fault", () => {
  const bombs = [
    ": {1..1000000000}",
    `: ${"{a,b}".repeat(40)}`,
    `x=ab; ${"x=$x$x; ".repeat(60)}`,
    `a=(1 2); ${'a=("${a[@]}" "${a[@]}"); '.repeat(60)}`,
    `${"for a in 1 2 3 4 5 6 7 8 9; do ".repeat(9)} x; ${"done; ".repeat(9)}`,
    `${"eval ".repeat(200)} x`,
    `${"v=1; w=$v; ".repeat(10)}${"a=(); ".repeat(9)}${"a+=(x); ".repeat(9000)}`,
  ];
  for (const text of bombs)
    test(text.slice(0, 40), () => {
      const started = performance.now();
      const { faults } = readShell(text);
      assert.match(faults[0]?.message ?? "", /^There is too much to read/);
      assert.ok(performance.now() - started < 5000, `${performance.now() - started} ms`);
    });

  test("and hides nothing of what stands around it", () => {
    assert.ok(commandsOf(": {1..1000000000}\ncurl x\n").includes("curl x"));
    assert.ok(commandsOf("f() { f; f; }; f; curl x\n").includes("curl x"));
    assert.equal(readShell(`${"$(".repeat(5000)}`).faults.length > 0, true);
  });
});
