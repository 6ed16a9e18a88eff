import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startGitHub } from "../../../test/github/start-github.ts";
import { doctorText } from "./doctor-text.ts";

const plain = { colour: false, columns: () => 80 };
const about = { topic: "store", needed: true } as const;

test("the next step comes first, and policies stand at the end, ready to be copied", () => {
  const text = doctorText(
    [
      { ...about, id: "store.region", status: "found", says: "the bucket is in auto", remedies: [] },
      {
        ...{ ...about, id: "store.answers", status: "missing", says: "it does not answer" },
        remedies: [
          { kind: "command", command: "aws s3api head-bucket --bucket shelf" },
          { kind: "step", text: "see that it is there" },
        ],
      },
      {
        ...{ ...about, id: "store.policies", status: "unseen", says: "the rights of readers: not asked" },
        remedies: [
          { kind: "step", text: "a step that only --all tells" },
          { kind: "paste", into: "the bucket's policy", text: '{\n  "a": 1\n}' },
          { kind: "command", command: "aws s3api get-bucket-policy --bucket shelf" },
        ],
      },
    ],
    plain,
  );
  assert.equal(
    text,
    `Next:  store: it does not answer
  $ aws s3api head-bucket --bucket shelf
  see that it is there

store
  ✓  the bucket is in auto
  ✗  it does not answer
  ?  the rights of readers: not asked
       [1] below: the bucket's policy
       $ aws s3api get-bucket-policy --bucket shelf

[1] the bucket's policy
{
  "a": 1
}

1 found, 1 missing, 1 not visible from here
`,
  );
});

test("doctor ends with 4 where something needed is missing, and shows settings by the user's own token", async () => {
  const folder = await mkdtemp(join(tmpdir(), "doctor-"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const github = stack.use(
    await startGitHub({ repositories: ["me/packages"], tokens: { "token-me": { login: "me" } } }),
  );
  github.commit("me/packages", { "packages.yaml": "packages:\n" });
  github.allowPullRequests(false);
  execFileSync("git", ["init", "--quiet", folder]);
  execFileSync("git", ["-C", folder, "remote", "add", "origin", `${github.url}/me/packages.git`]);
  await writeFile(join(folder, "packages.yaml"), "repository:\n  name: shelf\npackages:\n");
  const variables = { GITHUB_SERVER_URL: github.url, GITHUB_API_URL: github.url };
  const { exit, findings } = await runDoctor(folder, { ...variables, GITHUB_TOKEN: "token-me" });
  const statuses = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
  assert.equal(statuses["gitHub.pullRequests"], "missing");
  assert.equal(statuses["gitHub.shown"], "found");
  assert.equal(exit, 4);
  const wrong = await runDoctor(folder, { ...variables, GITHUB_TOKEN: "token-of-nobody" });
  const shown = wrong.findings.find(({ id }) => id === "gitHub.shown");
  assert.match(shown?.says ?? "", /GitHub does not take the token in GITHUB_TOKEN/);
  assert.ok(!JSON.stringify(wrong.findings).includes("token-of-nobody"));
});

type Doctored = {
  readonly exit: number;
  readonly findings: readonly { readonly id: string; readonly status: string; readonly says: string }[];
};

async function runDoctor(folder: string, variables: NodeJS.ProcessEnv): Promise<Doctored> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, XDG_CACHE_HOME: join(folder, "cache"), ...variables };
  const main = join(import.meta.dirname, "../main.ts");
  return await new Promise((resolve) => {
    execFile(process.execPath, [main, "doctor", "--json"], { cwd: folder, env }, (error, stdout) => {
      resolve({ exit: Number(error?.code ?? 0), findings: JSON.parse(stdout).findings });
    });
  });
}
