import { readFile } from "node:fs/promises";
import { relative, resolve } from "node:path";
import {
  type BucketAddress,
  formatProblems,
  type PackagesYaml,
  readPackagesYaml,
} from "../packages-yaml/index.ts";
import { SandboxError } from "../sandbox/index.ts";
import { openWorkspace, SettingError, type Surroundings, type Workspace } from "../workspace/index.ts";
import type { Complain } from "./complaint.ts";
import { type ManifestFacts, unseen } from "./facts.ts";

export type ManifestLook = {
  readonly manifest: ManifestFacts;
  /** null: packages.yaml, or a variable that belongs to it, cannot be used. */
  readonly workspace: Workspace | null;
  /** The bucket as packages.yaml alone says, as workflows see it; null: none. */
  readonly written: BucketAddress | null;
};

/** Reads packages.yaml and opens what it names, or says why that cannot be. */
export async function lookAtManifest(
  surroundings: Surroundings,
  { file, complain }: { readonly file: string; readonly complain: Complain },
): Promise<ManifestLook> {
  const said: string[] = [];
  try {
    const say = (text: string) => void said.push(text);
    const place = { file, store: null, fromHeads: false };
    const workspace = await openWorkspace({ ...surroundings, say }, place);
    const manifest = factsOf(workspace.packagesYaml, relative(".", workspace.file));
    return { manifest, workspace, written: await writtenBucket(surroundings, file) };
  } catch (error) {
    if (!(error instanceof SettingError || error instanceof SandboxError)) throw error;
    const problems = complain(error);
    const why = unseen("packages.yaml cannot be read");
    return {
      manifest: { readable: { is: "no", file, problems }, packages: why },
      workspace: null,
      written: null,
    };
  }
}

function factsOf({ repository, entries }: PackagesYaml, file: string): ManifestFacts {
  const unreviewed = entries.filter(({ ref, source }) => ref === null && !("local" in source));
  const count = entries.length;
  return {
    readable: { is: "yes", file, name: repository.name, image: repository.image },
    packages:
      count === 0 ? { is: "no" } : { is: "yes", count, unreviewed: unreviewed.map(({ name }) => name) },
  };
}

/** The workspace's address has this environment's variables in it already. */
async function writtenBucket({ environment }: Surroundings, file: string): Promise<BucketAddress | null> {
  const { aurUrl, hostedRunner } = environment;
  const bytes = await readFile(resolve(file));
  const read = readPackagesYaml({ bytes, file }, { aurUrl, allowFile: !hostedRunner });
  if (!read.ok) throw new SettingError(formatProblems(read.problems));
  const { store } = read.value.repository;
  return store.kind === "s3" ? store : null;
}
