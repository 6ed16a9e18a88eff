import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { protocolsFor } from "../../../actions/detect/open-reading.ts";
import { evaluateTree } from "../../../actions/lib/building/index.ts";
import type { DistributionNames } from "../../../actions/lib/distribution/index.ts";
import type { Evaluation } from "../../../actions/lib/pkgbuild/index.ts";
import { type Change, needsEvaluation, review } from "../../../actions/lib/review/index.ts";
import {
  openSandbox,
  planLimits,
  readMachine,
  type Sandbox,
  SandboxError,
} from "../../../actions/lib/sandbox/index.ts";
import {
  compareLocalTrees,
  type LocalComparison,
  openBranches,
  type PackageTree,
} from "../../../actions/lib/upstream/index.ts";
import { distributionNames, type Workspace } from "../../../actions/lib/workspace/index.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import { oneLine } from "../terminal/terminal-text.ts";
import type { Call } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";
import { explainRemote } from "./remote-failure.ts";
import { exitAfterReview, showReview } from "./show-review.ts";

/** Two commits to judge; `from` null: the whole of `to`. */
export type TwoCommits = { readonly repository: string; readonly from: string | null; readonly to: string };

/** Judges two commits of a repository here or elsewhere, without a packages.yaml unless one is named. */
export async function reviewCommits(call: Call, commits: TwoCommits): Promise<ExitName> {
  const workspace = call.values.manifest === undefined ? null : await openWorkspace(call);
  const path = folderOf(call);
  const compared = await compareCommits(call, commits, path).catch(explainRemote);
  if (!compared.to.files.some((file) => file.path === "PKGBUILD")) {
    call.screen.say("there is no PKGBUILD: in a many-package repository name its folder with --path DIR");
  }
  const change = await withEvaluations(call, workspace, await changeOf(call, workspace, compared));
  const judged = review(change);
  await showReview(call, { name: nameOf(commits.repository, path), change, review: judged });
  return exitAfterReview(call, judged);
}

function folderOf({ values: { path } }: Call): string {
  if (typeof path !== "string") return "";
  return path
    .replace(/^(?:\.?\/)+/, "")
    .replace(/(?:\/\.?)+$/, "")
    .replace(/^\.$/, "");
}

/** As a packager calls it: the package's folder, or the repository's. */
function nameOf(repository: string, path: string): string {
  const place = path === "" ? resolve(repository).replace(/\/?\.git$|\.git$/, "") : path;
  return oneLine(basename(place)) || "package";
}

type Compared = Pick<LocalComparison, "from" | "to"> & { readonly history: Change["history"] };

async function compareCommits(
  call: Call,
  { repository, from, to }: TwoCommits,
  path: string,
): Promise<Compared> {
  const { environment, signal } = call;
  const folder = await localFolder(repository);
  if (folder !== null) return await compareLocalTrees({ folder, signal }, { from, to, path });
  requireRemote(repository, [from, to]);
  const { cacheFolder, githubServerUrl: server, githubToken: token } = environment;
  const branches = openBranches({
    ...{ cacheFolder, signal, protocols: protocolsFor(environment), privateHosts: [] },
    credential: token === null ? null : { server, token },
  });
  const branch = typeof call.values.branch === "string" ? call.values.branch : null;
  return await branches.compareTrees({ source: { git: repository, branch, path }, from, to });
}

/** null: not on this machine. */
async function localFolder(repository: string): Promise<string | null> {
  if (/^file:\/\/(?:localhost)?\//i.test(repository)) return fileURLToPath(repository);
  const found = await stat(repository).catch(() => null);
  if (found?.isDirectory()) return resolve(repository);
  if (/^https:\/\//i.test(repository)) return null;
  const other = /^[a-z+]+:\/\/|^[^/]+@[^/]+:/i.test(repository);
  const why = other
    ? "is not read: repositories are folders of this machine or https: addresses"
    : "is no folder here";
  throw new CommandError("wrongUse", `"${oneLine(repository)}" ${why}`);
}

function requireRemote(repository: string, commits: readonly (string | null)[]): void {
  if (URL.canParse(repository)) {
    const wrong = commits.find((commit) => commit !== null && !/^[0-9a-f]{40}$/.test(commit));
    if (wrong === undefined) return;
    const says = `"${oneLine(String(wrong))}" is no full commit id, and others are not looked up elsewhere`;
    throw new CommandError("wrongUse", `${says}: \`git ls-remote ${oneLine(repository)}\` prints them`);
  }
  throw new CommandError("wrongUse", `"${oneLine(repository)}" is no address that can be read`);
}

async function changeOf(call: Call, workspace: Workspace | null, compared: Compared): Promise<Change> {
  const entries = workspace?.packagesYaml.entries ?? [];
  return {
    ...compared,
    entry: null,
    evaluations: { from: null, to: null },
    surroundings: {
      distribution: workspace === null ? null : await namesFor(call, workspace),
      ownNames: new Set(entries.flatMap(({ name, publishes }) => [name, ...publishes])),
      aur: null,
      now: call.now,
    },
  };
}

async function namesFor(call: Call, workspace: Workspace): Promise<DistributionNames> {
  return await distributionNames(call, workspace);
}

/** What reading leaves open is evaluated where that costs no download; else the review says that it was not. */
async function withEvaluations(call: Call, workspace: Workspace | null, change: Change): Promise<Change> {
  const wanted = needsEvaluation(change);
  if (!wanted.from && !wanted.to) return change;
  await using sandbox = await sandboxAtHand(call, workspace);
  if (sandbox === null) return change;
  const evaluate = async (tree: PackageTree | null, isWanted: boolean): Promise<Evaluation | null> => {
    if (tree === null || !isWanted) return null;
    return await evaluateTree(sandbox, tree, call.signal).catch((error) => {
      call.signal.throwIfAborted();
      call.screen.say(
        `${tree.commit} could not be evaluated: ${oneLine(error instanceof Error ? error.message : String(error))}`,
      );
      return null;
    });
  };
  const [from, to] = await Promise.all([evaluate(change.from, wanted.from), evaluate(change.to, wanted.to)]);
  return { ...change, evaluations: { from, to } };
}

/** null: no engine answers, or it does not have the image. */
async function sandboxAtHand(
  { environment, signal }: Call,
  workspace: Workspace | null,
): Promise<Sandbox | null> {
  try {
    return await openSandbox({
      image: workspace?.packagesYaml.repository.image ?? USUAL_IMAGE,
      ...{ mirror: null, privateHosts: [], mayPull: false, signal },
      limits: planLimits(await readMachine(), SMALL_JOBS),
      ...(environment.engine === null ? {} : { engine: environment.engine }),
    });
  } catch (error) {
    if (error instanceof SandboxError && error.code !== "interrupted") return null;
    throw error;
  }
}

/** Of packages.yaml that does not name one. */
const USUAL_IMAGE = "docker.io/library/archlinux:base-devel";
/** A container that only evaluates needs a fraction of the machine. */
const SMALL_JOBS = 4;
