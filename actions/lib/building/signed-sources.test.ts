import assert from "node:assert/strict";
import { test } from "node:test";
import type { SmallPackage } from "./small-package.ts";
import { buildOne, file, openWorkshop, pkgbuild } from "./small-package.ts";

test("signatures are checked by the keys that the package brings, in both containers", async () => {
  const { fingerprint, key, signature } = await sign("what was signed\n");
  const lines = `source=(a.txt a.txt.sig)\nsha256sums=(SKIP SKIP)\nvalidpgpkeys=(${fingerprint})`;
  const signed: SmallPackage = {
    name: "signed",
    pkgbuild: pkgbuild("signed", lines),
    files: [file("a.txt", "what was signed\n"), file("a.txt.sig", signature)],
  };
  const withKey = { ...signed, files: [...(signed.files ?? []), file(`keys/pgp/${fingerprint}.asc`, key)] };
  await using good = await buildOne(withKey);
  assert.equal(good.result.reason, "built signed 1.0-1");
  for (const phase of ["sources", "prepare"]) assert.match(await good.log(phase), /a\.txt \.\.\. .*Passed/);

  const tampered = withKey.files.map((one) => (one.path === "a.txt" ? file("a.txt", "another text\n") : one));
  await using bad = await buildOne({ ...withKey, files: tampered });
  assert.match(bad.result.reason, /^signature refused: a\.txt.*bad signature/);
  assert.equal(bad.result.fault, "package");

  await using unknown = await buildOne(signed);
  assert.match(unknown.result.reason, /^unknown key [0-9A-F]{16,40}: no keyserver (has it|answered)/);

  await using allowed = await buildOne({ ...signed, entry: { allow: ["unsigned-source"] } });
  assert.equal(allowed.result.reason, "built signed 1.0-1");
});

test("a short fingerprint in validpgpkeys is refused before any keyserver is asked", async () => {
  const lines = "source=(a.txt)\nsha256sums=(SKIP)\nvalidpgpkeys=(DEADBEEF)";
  await using short = await buildOne({
    name: "short",
    pkgbuild: pkgbuild("short", lines),
    files: [file("a.txt", "a")],
  });
  assert.match(short.result.reason, /DEADBEEF|fingerprint/);
});

async function sign(text: string) {
  await using workshop = await openWorkshop([]);
  const options = { purpose: "keys", network: false, disk: 0, seconds: 120 };
  await using container = await workshop.context.sandbox.open(options);
  const { exit, stdout, stderr } = await container.builder({ script: SIGN, arguments: [text], seconds: 60 });
  assert.equal(exit, 0, new TextDecoder().decode(stderr));
  const [fingerprint = "", key = "", signature = ""] = new TextDecoder().decode(stdout).split("~\n");
  return { fingerprint: fingerprint.trim(), key, signature: Buffer.from(signature.trim(), "base64") };
}

const SIGN = `
gpg --batch --quiet --passphrase '' --quick-generate-key 'A Packager <a@example.org>' ed25519 sign never || exit
gpg --list-keys --with-colons | sed -n 's/^fpr:*\\([0-9A-F]*\\):$/\\1/p'
echo '~'
gpg --armor --export
echo '~'
printf %s "$1" | gpg --batch --quiet --detach-sign | base64
`;
