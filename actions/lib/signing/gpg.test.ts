import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { filesFromContainer, textFromContainer } from "../../../test/made-packages.ts";
import { exportCommand, newKeyCommands, newSubkeyCommand, prolongCommand } from "./gpg-commands.ts";
import { openSigner, type Signer } from "./index.ts";

const CONTENT = Buffer.from("some package");

/** Our own advice, with what a person would type into pinentry given beforehand. */
function unattended(command: string, passphrase: string): string {
  return command.replace(/^gpg /, `gpg --batch --pinentry-mode loopback --passphrase '${passphrase}' `);
}

test("keys that gpg makes by the commands we print sign what gpg takes for good", async () => {
  await using folder = await temporaryFolder();
  const [generate = "", add = "", exported = ""] = newKeyCommands("myrepo <you@example.org>");
  const fingerprint = "$(gpg --list-keys --with-colons myrepo | awk -F: '/^fpr/ { print $10; exit }')";
  const subkey =
    "$(gpg --list-keys --with-colons myrepo | awk -F: '/^fpr/ { last = $10 } END { print last }')";
  const make = (name: string, passphrase: string, then: readonly string[] = []) => `
    export GNUPGHOME=/tmp/${name}; mkdir -m 700 "$GNUPGHOME"
    ${unattended(generate, passphrase)}
    ${unattended(add.replace("FINGERPRINT", fingerprint), passphrase)}
    ${then.map((command) => unattended(command, passphrase)).join("\n")}
    ${unattended(exported.replace("FINGERPRINT", fingerprint), passphrase)} > /made/${name}.asc`;
  const later = [
    newSubkeyCommand(fingerprint),
    prolongCommand(fingerprint, subkey),
    prolongCommand(fingerprint, null),
  ];
  const script = make("open", "", later) + make("locked", "correct horse");
  await filesFromContainer({ script, files: [], folder: folder.path });

  const signers = await Promise.all([
    openedFrom(folder.path, "open", null),
    openedFrom(folder.path, "locked", "correct horse"),
  ]);
  for (const signer of signers) {
    assert.deepEqual(signer.warnings, []);
    assert.match(
      await judgedByGpg(signer),
      new RegExp(`VALIDSIG ${signer.fingerprint} .* ${signer.primaryFingerprint}`),
    );
  }
  await assert.rejects(openedFrom(folder.path, "locked", null), { code: "passphrase" });
  await assert.rejects(openedFrom(folder.path, "locked", "wrong"), { code: "passphrase" });
  assert.equal(exported, exportCommand("FINGERPRINT"));
});

async function openedFrom(folder: string, name: string, passphrase: string | null): Promise<Signer> {
  const armoredKey = await readFile(path.join(folder, `${name}.asc`), "utf8");
  return await openSigner({ armoredKey, passphrase, now: new Date() });
}

async function judgedByGpg(signer: Signer): Promise<string> {
  const file = (name: string, content: Uint8Array) =>
    ({ type: "file", path: name, mode: 0o644, content }) as const;
  return await textFromContainer(
    "cd /given; gpg --quiet --import key.asc; gpg --status-fd 1 --verify content.sig content",
    [
      file("key.asc", Buffer.from(signer.publicKey)),
      file("content", CONTENT),
      file("content.sig", await signer.sign(CONTENT, new Date())),
    ],
  );
}

async function temporaryFolder(): Promise<{ path: string } & AsyncDisposable> {
  const folder = await mkdtemp(path.join(tmpdir(), "autorepo-signing-"));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
