import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { BAD, type Example, GOOD } from "./examples.ts";
import { makeRepository } from "./git-repositories.ts";
import { type PinnedExample, packagesYaml } from "./packages-yaml.ts";

/** Where examples are, where the demo goes to, and what packages.yaml says about the machine. */
export type Setting = {
  readonly examples: string;
  readonly folder: string;
  readonly image: string;
  /** Empty for the default. */
  readonly mirror: string;
};

/** A packages.yaml to be written. */
export type ManifestFile = { readonly file: string; readonly text: string };

/** What is published, one after the other. */
export type Manifests = { readonly good: ManifestFile; readonly withBad: ManifestFile };

/** Makes the git repositories of all examples, and the two manifests that pin them. */
export async function makeManifests(setting: Setting): Promise<Manifests> {
  const upstream = join(setting.folder, "upstream");
  await mkdir(upstream, { recursive: true });
  const good = await pin(setting, GOOD, ["good"]);
  // A repository that is good and bad gets both commits, and the good manifest's pin is the first of them.
  const bad = await pin(setting, BAD, ["good", "bad"]);
  const moved = new Set(bad.map(({ entry }) => entry));
  const unmoved = good.filter(({ entry }) => !moved.has(entry));
  const place = { ...setting, upstream };
  return {
    good: {
      file: join(setting.folder, "packages.yaml"),
      text: packagesYaml({ ...place, comment: "Examples that build, install and run." }, good),
    },
    withBad: {
      file: join(setting.folder, "packages-with-bad.yaml"),
      text: packagesYaml({ ...place, comment: "The same, and examples that go wrong." }, [
        ...unmoved,
        ...bad,
      ]),
    },
  };
}

/** Pins each example to the newest commit of its repository, made of its folders of these stages. */
async function pin(
  { examples, folder }: Setting,
  chosen: readonly Example[],
  stages: readonly ("good" | "bad")[],
): Promise<PinnedExample[]> {
  const pins = new Map<string, string>();
  for (const { repository } of chosen) {
    if (pins.has(repository)) continue;
    const trees = stages.map((stage) => join(examples, stage, repository)).filter((tree) => existsSync(tree));
    const commits = await makeRepository(join(folder, "upstream", `${repository}.git`), trees);
    pins.set(repository, commits.at(-1) ?? "");
  }
  return chosen.map((example) => ({ ...example, commit: pins.get(example.repository) ?? "" }));
}
