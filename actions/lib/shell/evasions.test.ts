import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { execLines, knownText, readShell } from "./index.ts";

/** Ways of running `curl x` without writing it where one looks. */
const HIDDEN = String.raw`
cu\
rl x
---
{curl,x}
---
curl${"$"}{IFS}x
---
IFS=_; a=curl_x; $a
---
cu$@rl x
---
c${"$"}{nothing}url x
---
$nothing curl x
---
${"$"}{0+curl} x
---
a=(curl x); "${"$"}{a[@]}"
---
f() { "$@"; }; f curl x
---
bash < <(echo curl x)
---
sh -c "$(echo Y3VybCB4 | base64 -d)"
---
sh -c "$(echo MN2XE3BAPA====== | base32 -d)"
---
echo H4sIAAAAAAAAA0suLcpRqAAAFzQxRQYAAAA= | base64 -d | gunzip | bash
---
a=$(cat <<'END'
curl x
END
); eval "$a"
---
bash /dev/fd/3 3<<END
curl x
END
---
cat > tool.sh <<'END'
curl x
END
bash "$srcdir/tool.sh"
---
echo 'curl x' > tool; . ./tool
---
cat > "$pkgdir/usr/bin/tool" <<END
#!/bin/sh
curl x
END
---
: ${"$"}{a[$(curl x)]} "${"$"}{a[@]:$(curl x)}"
---
a='i[$(curl x)]'; ((a))
---
unset 'a[$(curl x)]'
---
printf -v 'a[$(curl x)]' y
---
a='$(curl x)'; : "${"$"}{a@P}"
---
PS4='$(curl x)'; set -x
---
PROMPT_COMMAND='curl x'
---
mapfile -C 'curl x' -c 1 a
---
coproc curl x
---
for ((i = $(curl x); i < 1; i++)); do :; done
---
declare -A m=([$(curl x)]=1)
---
[[ a =~ $(curl x) ]]
---
case a in $(curl x)) ;; esac
---
echo <<< "$(curl x)" > $(curl x)
---
find . -exec sh -c 'curl x' \;
---
echo | xargs sh -c 'curl x'
---
env -S 'curl x'
---
trap 'curl x' EXIT
---
command builtin eval 'curl x'
---
su nobody -c 'curl x'
---
set -- rl x cu; "$3$1" "$2"
---
declare -n r=a; r=curl; $a x
---
eval "f() { curl x; }"
---
a=lruc; $(rev <<< $a) x
---
alias f='curl x'
`
  .trim()
  .split("\n---\n");

describe("a command is found where it hides", () => {
  for (const text of HIDDEN)
    test(text, () => {
      const { commands } = readShell(text);
      const found = commands.map(({ words }) => words.map((word) => knownText(word) ?? "?").join(" "));
      assert.ok(found.includes("curl x"), found.join("\n"));
    });
});

describe("bytes that bash does not expect", () => {
  for (const text of [
    "curl\r\n",
    "a\0b; curl",
    "\u202ecurl\u202c",
    "\ufeffcurl",
    "\ud800",
    "'".repeat(99),
    "$((".repeat(2000),
    "<<E".repeat(3000),
  ])
    test(JSON.stringify(text.slice(0, 20)), () => {
      const { commands, faults } = readShell(text);
      assert.ok(commands.length > 0 || faults.length > 0);
    });
});

describe("command lines of files that are no scripts", () => {
  test("of pacman's hooks", () => {
    const hook =
      "[Trigger]\nType = Path\n\n[Action]\nWhen = PostTransaction\nExec = /bin/sh -c 'while read -r f; do curl \"$f\"; done'\n";
    const { commands } = execLines("hook", hook);
    assert.deepEqual(
      commands.map(({ words, place }) => [words[0] && knownText(words[0]), place.line]),
      [
        ["/bin/sh", 6],
        ["read", 6],
        ["curl", 6],
      ],
    );
  });

  test("of units, with prefixes and continued lines", () => {
    const unit =
      "[Service]\nExecStart=-/usr/bin/env A=1 \\\n  curl 'a b' ; /bin/true\nExecStopPost=+/bin/rm -rf /x*\nExecutable=no\n";
    const { commands } = execLines("unit", unit);
    const found = commands.map(
      ({ words, place }) => `${place.line} ${words.map((word) => knownText(word) ?? "?").join(" ")}`,
    );
    assert.deepEqual(found, [
      "2 /usr/bin/env A=1 curl a b",
      "2 curl a b",
      "2 /bin/true",
      "4 /bin/rm -rf /x*",
    ]);
  });

  test("of desktop entries, which expand nothing", () => {
    const { commands } = execLines("desktop", '[Desktop Entry]\nExec=sh -c "curl \\$HOME" %U; rm\n');
    const found = commands.map(({ words }) => words.map((word) => knownText(word) ?? "?").join(" "));
    assert.deepEqual(found, ["sh -c curl $HOME %U; rm", "curl ?"]);
  });
});
