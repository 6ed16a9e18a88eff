import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { testImage } from "../../../test/image.ts";
import { folderServer, pacmanSnippet, snippetWarning } from "./pacman-snippet.ts";

test("pacman syncs from a folder through the snippet, whatever the folder is called", async () => {
  const folder = "/srv/my $repo/#1 +50%";
  const snippet = pacmanSnippet({ name: "myrepo", server: folderServer(folder), signed: false });
  const script = `set -e
    mkdir -p "$1"; chmod 755 /srv "$1"
    tar -czf "$1/myrepo.db" -T /dev/null
    printf '[options]\\nArchitecture = auto\\nSigLevel = Required\\n%s' "$2" > /tmp/pacman.conf
    pacman --config /tmp/pacman.conf -Sy
    pacman --config /tmp/pacman.conf -Sl myrepo`;
  const args = [
    "run",
    "--rm",
    "--network",
    "none",
    testImage(),
    "bash",
    "-c",
    script,
    "bash",
    folder,
    snippet,
  ];
  const { stdout } = await promisify(execFile)("docker", args);
  assert.match(stdout, /myrepo/);
});

test("an unsigned repository says so, a signed one need not", () => {
  const repository = { name: "myrepo", server: "https://pkgs.example.org" };
  assert.match(snippetWarning({ ...repository, signed: false }) ?? "", /not signed/);
  assert.equal(snippetWarning({ ...repository, signed: true }), null);
  assert.equal(
    pacmanSnippet({ ...repository, signed: true }),
    "[myrepo]\nSigLevel = Required DatabaseOptional\nServer = https://pkgs.example.org\n",
  );
});
