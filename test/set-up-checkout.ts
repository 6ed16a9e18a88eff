import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { examineSetUp, type SetUpFinding, type Viewpoint } from "../actions/lib/set-up/index.ts";
import { readEnvironment } from "../actions/lib/workspace/index.ts";
import { testImage } from "./image.ts";
import type { S3Server } from "./s3-server.ts";

export type Checkout = AsyncDisposable & {
  readonly folder: string;
  examine(variables?: NodeJS.ProcessEnv, viewpoint?: Viewpoint): Promise<Findings>;
};
type Findings = { readonly all: readonly SetUpFinding[]; of(id: string): SetUpFinding };

/** A fresh clone with that packages.yaml, looked at as `doctor` and workflows do. */
export async function checkout(packagesYaml: string | null, origin: string | null = null): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), "set-up-"));
  execFileSync("git", ["init", "--quiet", folder]);
  if (origin !== null) execFileSync("git", ["-C", folder, "remote", "add", "origin", origin]);
  const file = join(folder, "packages.yaml");
  if (packagesYaml !== null) await writeFile(file, packagesYaml);
  return {
    folder,
    async examine(variables = {}, viewpoint = "machine") {
      const environment = readEnvironment({ XDG_CACHE_HOME: join(folder, "cache"), ...variables });
      const surroundings = {
        environment,
        signal: new AbortController().signal,
        now: new Date(),
        say: () => {},
      };
      const all = await examineSetUp(surroundings, { file, viewpoint, forge: null });
      return {
        all,
        of: (id) => all.find((finding) => finding.id === id) ?? assert.fail(`nothing about ${id}`),
      };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A packages.yaml without packages, whose store is its folder `public`. */
export function inFolder(image = testImage()): string {
  return `repository:\n  name: shelf\n  image: ${image}\npackages:\n`;
}

/** One whose store is a bucket of that server. */
export function inBucket({ website }: Pick<S3Server, "website">, bucket = "packages"): string {
  return `repository:\n  name: shelf\n  image: ${testImage()}\n  store: s3://${bucket}/arch\n  url: ${website}/arch\npackages:\n  yay:\n`;
}
