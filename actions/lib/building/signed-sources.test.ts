import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Sandbox } from "../sandbox/index.ts";
import type { Trials } from "./failure-stories.ts";
import { PhaseFailure } from "./phase-failure.ts";
import { buildPlan } from "./schedule.ts";
import { file, openWorkshop, pkgbuild, planOf, type SmallPackage } from "./small-package.ts";
import { openPhaseTrials } from "./small-phases.ts";

type Signed = { readonly fingerprint: string; readonly key: string; readonly signature: Uint8Array };

describe("signatures of sources", () => {
  const stack = new AsyncDisposableStack();
  let trials: Trials;
  let signed: Signed;
  before(async () => {
    const { context } = stack.use(await openWorkshop([]));
    trials = stack.use(await openPhaseTrials(context.sandbox));
    signed = await sign(context.sandbox, "what was signed\n");
  });
  after(() => stack.disposeAsync());

  /** A source that says `text`, its signature, and if asked for the key that the signature must be of. */
  const signedPackage = (name: string, text: string, keys: readonly string[]): SmallPackage => ({
    name,
    pkgbuild: pkgbuild(
      name,
      `source=(a.txt a.txt.sig)\nsha256sums=(SKIP SKIP)\nvalidpgpkeys=(${signed.fingerprint})`,
    ),
    files: [
      file("a.txt", text),
      file("a.txt.sig", signed.signature),
      ...keys.map((key) => file(`keys/pgp/${signed.fingerprint}.asc`, key)),
    ],
  });
  const refusal = (small: SmallPackage) =>
    trials.run(small, "sources").then(
      () => assert.fail("it went through"),
      (error: unknown) => (error instanceof PhaseFailure ? error : assert.fail(String(error))),
    );

  test("they are checked by the keys that the package brings, in both containers, or not where that is allowed", async () => {
    const withKey = signedPackage("signed", "what was signed\n", [signed.key]);
    const unsigned = signedPackage("unsigned", "what was signed\n", []);
    const packages = [withKey, { ...unsigned, entry: { allow: ["unsigned-source"] as const } }];
    await using workshop = await openWorkshop(packages);
    const finished = await buildPlan(planOf(packages), { ...workshop.context, jobs: 2 });
    const reasons = finished.map(({ result }) => result.reason);
    assert.deepEqual(reasons.sort(), ["built signed 1.0-1", "built unsigned 1.0-1"]);
    const { folder } = finished.find(({ result }) => result.entry === "signed") ?? assert.fail();
    for (const phase of ["sources", "prepare"])
      assert.match(await readFile(join(folder, "log", `${phase}.log`), "utf8"), /a\.txt \.\.\. .*Passed/);
  });

  test("a source that was changed is refused", async () => {
    const { message, fault } = await refusal(signedPackage("tampered", "another text\n", [signed.key]));
    assert.match(message, /^signature refused: a\.txt.*bad signature/);
    assert.equal(fault, "package");
  });

  test("a key that nobody brings or has is named", async () => {
    const { message } = await refusal(signedPackage("unknown", "what was signed\n", []));
    assert.match(message, /^unknown key [0-9A-F]{16,40}: no keyserver (has it|answered)/);
  });

  test("a short fingerprint in validpgpkeys is refused before any keyserver is asked", async () => {
    const lines = "source=(a.txt)\nsha256sums=(SKIP)\nvalidpgpkeys=(DEADBEEF)";
    const files = [file("a.txt", "a")];
    const { message } = await refusal({ name: "short", pkgbuild: pkgbuild("short", lines), files });
    assert.match(message, /DEADBEEF|fingerprint/);
  });
});

async function sign(sandbox: Sandbox, text: string): Promise<Signed> {
  await using container = await sandbox.open({ purpose: "keys", network: false, disk: 0, seconds: 120 });
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
