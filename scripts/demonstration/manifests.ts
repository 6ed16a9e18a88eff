import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { BadExample, Example, Move } from "./examples.ts";
import { makeRepository } from "./git-repositories.ts";
import { type PinnedExample, type Place, packagesYaml } from "./packages-yaml.ts";

/** Where examples are, where the demo goes to, and what packages.yaml says about the machine. */
export type Setting = Omit<Place, "comment" | "upstream"> & {
  readonly examples: string;
  readonly folder: string;
  readonly chosen: ChosenExamples;
};

/** What comes out, what moves on then, and what is listed beside it the second time. */
export type ChosenExamples = {
  readonly good: readonly Example[];
  readonly moves: readonly Move[];
  readonly bad: readonly BadExample[];
};

export type Manifests = {
  /** Texts of packages.yaml, published one after the other. */
  readonly first: string;
  readonly second: string;
  /** What upstream commits in between. */
  readonly moves: readonly UpstreamMove[];
};

/** Two commits of the repository at `url`. */
export type UpstreamMove = Move & { readonly url: string; readonly from: string; readonly to: string };

/** Makes the git repositories of all examples, and the two manifests that pin them. */
export async function makeManifests(setting: Setting): Promise<Manifests> {
  const { good, moves, bad } = setting.chosen;
  const upstream = join(setting.folder, "upstream");
  const commits = await makeUpstream(setting, upstream);
  const pinned = (example: Example, stage: Stage): PinnedExample => ({
    ...example,
    commit: commits.get(example.repository)?.[stage] ?? "",
  });
  const accepted = new Set(moves.filter((move) => move.accepted).map(({ entry }) => entry));
  const replaced = new Set(bad.map(({ entry }) => entry));
  const kept = good.filter(({ entry }) => !replaced.has(entry));
  const later = [
    ...kept.map((example) => pinned(example, accepted.has(example.entry) ? "next" : "good")),
    ...bad.map((example) => pinned(example, "bad")),
  ];
  const now = good.map((example) => pinned(example, "good"));
  return {
    first: packagesYaml({ ...setting, upstream, comment: "Examples that build, install and run." }, now),
    second: packagesYaml({ ...setting, upstream, comment: SECOND }, later),
    moves: moves.flatMap((move) => {
      const example = good.find(({ entry }) => entry === move.entry);
      if (example === undefined) return [];
      const url = pathToFileURL(join(upstream, `${example.repository}.git`)).href;
      return [{ ...move, url, from: pinned(example, "good").commit, to: pinned(example, "next").commit }];
    }),
  };
}

const SECOND = "The same after upstream moved, and examples that go wrong.";

/** Folders of `examples/`: each has one commit of a repository, in this order. */
const STAGES = ["good", "next", "bad"] as const;
type Stage = (typeof STAGES)[number];
type Commits = Readonly<Partial<Record<Stage, string>>>;

/** The commits of each repository. Of `next` and `bad` it gets only what is chosen. */
async function makeUpstream(
  { examples, chosen }: Setting,
  upstream: string,
): Promise<ReadonlyMap<string, Commits>> {
  await mkdir(upstream, { recursive: true });
  const { good, moves, bad } = chosen;
  const moving = new Set(moves.map(({ entry }) => entry));
  const next = good.filter(({ entry }) => moving.has(entry));
  const repositoriesOf = (list: readonly Example[]) => new Set(list.map(({ repository }) => repository));
  const wanted = {
    good: repositoriesOf([...good, ...bad]),
    next: repositoriesOf(next),
    bad: repositoriesOf(bad),
  };
  const made = new Map<string, Commits>();
  for (const repository of wanted.good) {
    const stages = STAGES.filter(
      (stage) => wanted[stage].has(repository) && existsSync(join(examples, stage, repository)),
    );
    const trees = stages.map((stage) => join(examples, stage, repository));
    const commits = await makeRepository(join(upstream, `${repository}.git`), trees);
    made.set(repository, Object.fromEntries(stages.map((stage, index) => [stage, commits[index]])));
  }
  return made;
}
