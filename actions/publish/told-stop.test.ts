import assert from "node:assert/strict";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startArtifactServer } from "../../test/artifact-server.ts";
import { startGitHub } from "../../test/github/start-github.ts";
import { type ActionCall, CLOCK, inputReader, readRunContext } from "../lib/workflow/index.ts";
import { readEnvironment } from "../lib/workspace/index.ts";
import { leaveStop } from "./leave-news.ts";

const REPOSITORY = "me/packages";

/** A workflow whose publishing fails night after night, for one reason or another. */
async function aWorkflow() {
  const stack = new AsyncDisposableStack();
  const folder = stack.adopt(await mkdtempDisposable(join(tmpdir(), "told-stop-")), (made) =>
    made.remove(),
  ).path;
  const tokens = {
    me: { login: "me" },
    ci: { login: "github-actions[bot]", permissions: { actions: "read" } },
  } as const;
  const github = stack.use(await startGitHub({ repositories: [REPOSITORY], tokens }));
  const artifacts = stack.use(await startArtifactServer());
  process.env.ACTIONS_RESULTS_URL = artifacts.url;
  process.env.ACTIONS_RUNTIME_TOKEN = artifacts.token;
  const headSha = github.commit(REPOSITORY, { "packages.yaml": "" });
  /** With the artefacts of the last night, which any job of any run could have left. */
  const addRun = (conclusion: "success" | "failure" | "cancelled" | null) => {
    const run = github.addRun(REPOSITORY, {
      ...{ workflow: "build.yml", headSha, conclusion },
      status: conclusion === null ? "in_progress" : "completed",
    });
    for (const { name, bytes } of artifacts.artifacts)
      github.addArtifact(REPOSITORY, { run, name, zip: bytes });
  };
  const said: string[] = [];
  let runs = 0;

  /** Whether mail is sent of a run that cannot publish; afterwards it has failed. */
  async function night(reason: string, token = "ci"): Promise<boolean> {
    const output = join(folder, `output-${++runs}`);
    await writeFile(output, "");
    process.env.GITHUB_OUTPUT = output;
    artifacts.artifacts.length = 0;
    const temporary = join(folder, `temporary-${runs}`);
    const call = callWith({ token, apiUrl: github.url, temporary });
    await leaveStop({ ...call, say: (line) => void said.push(line) }, new Error(reason));
    addRun("failure");
    return (await readFile(output, "utf8")).includes("mail");
  }
  return { night, addRun, said, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

type Call = { readonly token: string; readonly apiUrl: string; readonly temporary: string };

function callWith({ token, apiUrl, temporary }: Call): Omit<ActionCall, "say"> {
  const variables = {
    ...{ GITHUB_REPOSITORY: REPOSITORY, GITHUB_RUN_ID: "99999", GITHUB_API_URL: apiUrl },
    ...{ GITHUB_WORKFLOW_REF: `${REPOSITORY}/.github/workflows/build.yml@refs/heads/main` },
    RUNNER_TEMP: temporary,
  };
  return {
    read: inputReader({ INPUT_TOKEN: token }),
    context: readRunContext(variables),
    environment: readEnvironment(variables),
    signal: new AbortController().signal,
    now: CLOCK.now(),
    print() {},
  };
}

test("that nothing can be published is told once, until the reason changes or it is over", async () => {
  await using workflow = await aWorkflow();
  const { night, addRun, said } = workflow;
  addRun("success");
  assert.ok(await night("the key ended 2 days ago"), "it begins");
  assert.ok(!(await night("the key ended 3 days ago")), "the same");
  addRun("cancelled");
  addRun(null);
  assert.ok(!(await night("the key ended 4 days ago")), "runs that did nothing came between");
  assert.ok(await night("the store refused the keys"), "another reason");
  assert.ok(!(await night("the store refused the keys")));
  addRun("success");
  assert.ok(await night("the store refused the keys"), "it was over, and begins again, whatever a job left");
  const again = "the run before this one could not publish for the same reason: no mail is sent again";
  assert.deepEqual(said, [again, again, again]);
  assert.ok(
    await night("the store refused the keys", "nobody"),
    "GitHub does not say: rather twice than never",
  );
});
