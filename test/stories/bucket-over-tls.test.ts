import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openBucketStore } from "../bucket-store.ts";
import { ownCertificate, trust } from "../own-certificate.ts";
import { startS3Server } from "../s3-server.ts";
import { signingKey } from "../signing-keys.ts";

const COMMAND_LINE = fileURLToPath(new URL("../../scripts/cli/main.ts", import.meta.url));

const folder = await mkdtemp(join(tmpdir(), "bucket-over-tls-"));
after(() => rm(folder, { recursive: true }));
const certificate = ownCertificate(folder);
trust(certificate);
const server = await startS3Server({ certificate, listen: "0.0.0.0" });
after(() => server[Symbol.asyncDispose]());
const armoredKey = await signingKey();
const mirror = process.env.AUTOREPO_TEST_MIRROR;
const settings = [
  "name: shelf",
  `store: s3://${server.bucket}/shelf`,
  ...(mirror ? [`mirror: ${mirror}`] : []),
];
await writeFile(join(folder, "packages.yaml"), `repository:\n  ${settings.join("\n  ")}\npackages: {}\n`);

async function publish(variables: NodeJS.ProcessEnv): Promise<{ exit: number | null; said: string }> {
  const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
  const child = spawn(process.execPath, [COMMAND_LINE, "publish"], {
    cwd: folder,
    env: {
      ...environment,
      ...server.variables,
      AUTOREPO_SIGNING_KEY: armoredKey,
      NO_COLOR: "1",
      ...variables,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err, [exit]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exit, said: out + err };
}

test("a repository is published over TLS where the server's authority is trusted", async () => {
  const { exit, said } = await publish({ NODE_EXTRA_CA_CERTS: certificate.authorityFile });
  assert.equal(exit, 0, said);
  assert.match(said, /Published generation 0/);
  const answer = await fetch(`${server.url}/shelf/state.json`);
  assert.match(await answer.text(), /"signature": "-----BEGIN PGP SIGNATURE-----/);
});

test("where it is not, that is said at once, and what helps", async () => {
  const { exit, said } = await publish({});
  assert.equal(exit, 3, said);
  assert.match(said, /https:\/\/127\.0\.0\.1:\d+ .* certificate.* NODE_EXTRA_CA_CERTS/);
});

test("an endpoint by a name that the certificate does not have is refused", async () => {
  const endpoint = server.endpoint.replace("127.0.0.1", "127.0.0.2");
  const store = await openBucketStore(server, { endpoint });
  await assert.rejects(store.read("state.json"), {
    code: "untrusted",
    message: /its certificate is of another name/,
  });
});
