import assert from "node:assert/strict";
import { test } from "node:test";
import { gitWords } from "./git-words.ts";

test("of what git says is told what tells something, in one sentence", () => {
  const said = `fatal: invalid gitfile format: /etc/passwd
fatal: Could not read from remote repository.

Please make sure you have the correct access rights
and the repository exists.
`;
  assert.equal(gitWords(new Error(said)), "invalid gitfile format: /etc/passwd");
  const two = "error: RPC failed; curl 56\nfatal: the remote end hung up unexpectedly\n";
  assert.equal(gitWords(new Error(two)), "RPC failed; curl 56; the remote end hung up unexpectedly");
  assert.equal(
    gitWords(new Error("fatal: Could not read from remote repository.")),
    "Could not read from remote repository.",
  );
});
