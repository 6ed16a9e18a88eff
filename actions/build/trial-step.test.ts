import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testImage } from "../../test/image.ts";
import { git, save, write } from "../../test/upstream-world.ts";

const ACTION = fileURLToPath(new URL("main.ts", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "trial-"));
after(() => rmSync(root, { recursive: true, force: true }));
let jobs = 0;

type Files = Readonly<Record<string, string>>;
type Job = {
  readonly base: Files;
  readonly change: Files;
  readonly machine: "hosted" | "own";
  /** Before the step runs. */
  readonly prepare?: (workspace: string) => void;
};

/** The step "trial" as check.yml runs it, in a process of its own that has only what a runner gives it. */
async function trial({ base, change, machine, prepare }: Job) {
  const workspace = join(root, `job-${++jobs}`);
  for (const [side, files] of Object.entries({ ".base": base, ".change": change })) {
    mkdirSync(join(workspace, side), { recursive: true });
    git(join(workspace, side), "init", "-q", "-b", "main");
    write(join(workspace, side), files);
    save(join(workspace, side));
  }
  prepare?.(workspace);
  const summary = join(workspace, "summary.md");
  writeFileSync(summary, "");
  const child = spawn(process.execPath, [ACTION], {
    cwd: workspace,
    env: {
      PATH: process.env.PATH,
      ...{ GITHUB_REPOSITORY: "owner/name", GITHUB_RUN_ID: "1", GITHUB_STEP_SUMMARY: summary },
      ...{ RUNNER_TEMP: workspace, XDG_CACHE_HOME: join(root, "cache"), HOME: workspace },
      ...(machine === "hosted" ? { GITHUB_ACTIONS: "true", RUNNER_ENVIRONMENT: "github-hosted" } : {}),
      ...{ INPUT_STEP: "trial", INPUT_MANIFEST: ".change/packages.yaml", INPUT_BASE: ".base/packages.yaml" },
      ...{ INPUT_REVIEW: "true", INPUT_TOKEN: "a token" },
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const said = (await Promise.all([text(child.stdout), text(child.stderr)])).join("");
  return { exit: await ended, said, summary: readFileSync(summary, "utf8") };
}

function listing(packages: string, repository = ""): Files {
  return { "packages.yaml": `repository:\n  name: mine\n${repository}packages:\n${packages}` };
}

/** Mirror and image of this machine, which hosted runners would refuse. */
function ownListing(packages: string): Files {
  return listing(packages, `  image: ${testImage()}\n  mirror: ${process.env.AUTOREPO_TEST_MIRROR}\n`);
}

const EMPTY = listing("  yay:\n    git: https://example.org/yay.git\n");

test("what would reach into the runner is refused at its line, on GitHub's machines", async () => {
  const hostile = {
    "source of the machine": listing("  yay:\n    git: file:///etc\n"),
    "mirror of the machine": listing("  yay: {}\n", "  mirror: file:///srv/$repo/os/$arch\n"),
    "way out": listing("  yay:\n    path: ../../etc\n"),
    "git's own folder": listing("  yay:\n    path: .git/hooks\n"),
    "settings of ours": {
      "packages.yaml": "AUTOREPO_PRIVATE_HOSTS: metadata=169.254.169.254\npackages: {}\n",
    },
    "a command": listing("  yay:\n    git: --upload-pack=touch\n"),
  };
  const told = await Promise.all(
    Object.values(hostile).map((change) => trial({ base: EMPTY, change, machine: "hosted" })),
  );
  for (const [index, what] of Object.keys(hostile).entries()) {
    assert.equal(told[index]?.exit, 1, what);
    assert.match(told[index]?.said ?? "", /\.change\/packages\.yaml:\d+:\d+: error: /, what);
    assert.equal(told[index]?.summary, "", what);
  }
});

test("a link in place of packages.yaml is not followed: nothing of the machine is quoted", async () => {
  const links = {
    "the file": (workspace: string) => {
      rmSync(join(workspace, ".change", "packages.yaml"));
      symlinkSync("../secret", join(workspace, ".change", "packages.yaml"));
    },
    "its folder": (workspace: string) => {
      rmSync(join(workspace, ".change"), { recursive: true });
      symlinkSync(".base", join(workspace, ".change"));
    },
  };
  for (const [what, link] of Object.entries(links)) {
    const prepare = (workspace: string) => {
      writeFileSync(join(workspace, "secret"), "a secret of the machine");
      link(workspace);
    };
    const { exit, said } = await trial({ base: EMPTY, change: EMPTY, machine: "hosted", prepare });
    assert.equal(exit, 1, what);
    assert.match(said, /\.change\/packages\.yaml is, or lies below, a symbolic link/, what);
    assert.doesNotMatch(said, /a secret of the machine/, what);
  }
});

test("a list that is mended by the change is compared with nothing, and the mistake is named", async () => {
  for (const [base, mistake] of [
    [listing("  yay: '##[error]forged'\n"), /\.base\/packages\.yaml:4:\d+: error: /],
    [{ "README.md": "nothing yet" }, /cannot read .*\.base\/packages\.yaml/],
  ] as const) {
    const { exit, said, summary } = await trial({ base, change: EMPTY, machine: "hosted" });
    assert.match(said, mistake);
    assert.doesNotMatch(said, /##\[/, "what is quoted of the file is no command to the runner");
    assert.equal(exit, 0, said);
    assert.match(summary, /nothing that would be built has changed/);
  }
});

test("what cannot be read, or is too large, fails by name, and nothing of it is built", async () => {
  const remote = join(root, "remote");
  mkdirSync(remote);
  git(remote, "init", "-q");
  write(remote, { PKGBUILD: "pkgname=gone\n" });
  save(remote);
  const change = {
    ...ownListing(`  missing:
    path: pkgbuilds/missing
  huge:
    path: pkgbuilds/huge
  gone:
    git: file://${remote}
    ref: ${"a".repeat(40)}
`),
    "pkgbuilds/huge/PKGBUILD": "pkgname=huge\n",
    "pkgbuilds/huge/blob": "",
  };
  const { exit, said, summary } = await trial({
    ...{ base: ownListing("  yay: {}\n"), change, machine: "own" },
    prepare: (workspace) => truncateSync(join(workspace, ".change/pkgbuilds/huge/blob"), 2 * 1024 ** 3),
  });
  assert.equal(exit, 1, said);
  assert.match(said, /nothing was built: missing cannot be reviewed: .*holds no files/);
  assert.match(said, /huge cannot be reviewed: .*2147483648 bytes; a package may have 134217728/);
  assert.match(said, /gone cannot be reviewed: a{40} is not in the history of HEAD/);
  for (const name of ["missing", "huge", "gone"]) assert.match(summary, new RegExp(`\\| ${name} \\|`));
});
