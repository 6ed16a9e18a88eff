import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { connectForge, readOpenProposals } from "../../actions/lib/forge/index.ts";
import { ownCertificate, trust } from "../own-certificate.ts";
import { startGitHub } from "./start-github.ts";

test("the API and git are served over HTTPS to whoever trusts the certificate", async () => {
  const folder = mkdtempSync(join(tmpdir(), "certificate-"));
  try {
    const certificate = ownCertificate(folder);
    trust(certificate);
    const repository = "me/packages";
    const tokens = { "token-me": { login: "me" } };
    await using github = await startGitHub({ repositories: [repository], tokens, tls: certificate });
    const commit = github.commit(repository, { "a.txt": "a\n" });
    const { stdout } = await promisify(execFile)("git", [
      "ls-remote",
      `${github.url}/${repository}.git`,
      "main",
    ]);
    assert.equal(stdout, `${commit}\trefs/heads/main\n`);
    const clock = { now: () => new Date(), sleep: async () => {} };
    const address = { apiUrl: github.url, serverUrl: github.url, repository };
    const forge = connectForge({ token: "token-me", ...address, clock, note: () => {} });
    assert.deepEqual(await readOpenProposals(forge), []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
