import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { testImage } from "../../../test/image.ts";
import { folderServer, pacmanSnippet, snippetWarning, trustCommands } from "./pacman-snippet.ts";

test("pacman syncs from a folder through the snippet, whatever the folder is called", async () => {
  const folder = "/srv/my $repo/#1 +50%";
  const snippet = pacmanSnippet({ name: "myrepo", server: folderServer(folder) }, null);
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

const SIGNING = {
  fingerprint: "A".repeat(40),
  publicKey: "myrepo.asc",
  keyring: "myrepo-keyring",
  databaseSigned: false,
};

test("an unsigned repository says so, a signed one need not", () => {
  const repository = { name: "myrepo", server: "https://pkgs.example.org" };
  assert.match(snippetWarning(repository, null) ?? "", /not signed/);
  assert.equal(snippetWarning(repository, SIGNING), null);
  const section = (level: string) => `[myrepo]\nSigLevel = ${level}\nServer = https://pkgs.example.org\n`;
  assert.equal(pacmanSnippet(repository, SIGNING), section("Required DatabaseOptional"));
  assert.equal(pacmanSnippet(repository, { ...SIGNING, databaseSigned: true }), section("Required"));
});

test("the key of a repository is fetched from where its databases are, and trusted by its fingerprint", () => {
  const repository = { name: "myrepo", server: "https://pkgs.example.org/a" };
  assert.deepEqual(trustCommands(repository, null), []);
  assert.deepEqual(trustCommands(repository, SIGNING), [
    "curl -fLO https://pkgs.example.org/a/myrepo.asc",
    "pacman-key --add myrepo.asc",
    `pacman-key --finger ${SIGNING.fingerprint}`,
    `pacman-key --lsign-key ${SIGNING.fingerprint}`,
  ]);
  const local = { name: "myrepo", server: folderServer("/srv/it's $repo") };
  assert.equal(trustCommands(local, SIGNING)[0], "pacman-key --add '/srv/it'\\''s $repo/myrepo.asc'");
});
