import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ApiRequest, answerJson, jsonOf } from "./http.ts";
import { repoNamed, tipOf } from "./store.ts";
import { gitOf, takeFromGit, type World } from "./world.ts";

/** GraphQL, of which this knows `createCommitOnBranch` with its input as a variable. */
export function commitOnBranch(world: World, request: ApiRequest): Response {
  const { query, variables } = jsonOf(request);
  const input: CommitInput | undefined = Object.values(variables ?? {})[0] as CommitInput | undefined;
  if (!/createCommitOnBranch/.test(query) || input === undefined) {
    return answerJson({ errors: [{ message: "only createCommitOnBranch is emulated" }] });
  }
  const repo = repoNamed(world.store, input.branch.repositoryNameWithOwner);
  const tip = tipOf(world.store, repo, input.branch.branchName.replace(/^refs\/heads\//, ""));
  if (tip !== input.expectedHeadOid) return staleData(input.expectedHeadOid);
  const sha = commit(world, input, tip);
  return answerJson({ data: { createCommitOnBranch: { commit: { oid: sha } } } });
}

type CommitInput = {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
};

function staleData(expected: string): Response {
  const message = `Expected branch to point to "${expected}" but it did not. Pull and try again.`;
  const errors = [{ type: "STALE_DATA", path: ["createCommitOnBranch"], message }];
  return answerJson({ data: { createCommitOnBranch: null }, errors });
}

function commit(world: World, input: CommitInput, tip: string): string {
  const repo = repoNamed(world.store, input.branch.repositoryNameWithOwner);
  const git = gitOf(world, repo);
  const folder = mkdtempSync(join(tmpdir(), "work-tree-"));
  try {
    const inFolder = ["--work-tree", folder];
    git.git(["read-tree", tip]);
    for (const { path, contents } of input.fileChanges.additions ?? []) {
      const blob = git.git(["hash-object", "-w", "--stdin"], Buffer.from(contents, "base64"));
      git.git(["update-index", "--add", "--cacheinfo", `100644,${blob},${path}`]);
    }
    for (const { path } of input.fileChanges.deletions ?? []) {
      git.git([...inFolder, "update-index", "--force-remove", path]);
    }
    const message = [input.message.headline, input.message.body].filter(Boolean).join("\n\n");
    const sha = git.git(["commit-tree", git.git(["write-tree"]), "-p", tip, "-m", message]);
    git.git(["update-ref", `refs/heads/${input.branch.branchName.replace(/^refs\/heads\//, "")}`, sha]);
    takeFromGit(world, repo);
    return sha;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
