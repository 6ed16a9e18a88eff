import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { receiveFiles, type TarSource, writeTar } from "../actions/lib/archive/index.ts";
import { testImage } from "./image.ts";

/** Files of one package's folder by name; PKGBUILD must be among them. */
export type Recipe = Readonly<Record<string, string>>;

/** Runs the real makepkg over recipes and returns the paths of the packages below `folder`. */
export async function makePackages(folder: string, recipes: readonly Recipe[]): Promise<readonly string[]> {
  const recipeFiles = recipes.flatMap((recipe, index): TarSource[] =>
    Object.entries(recipe).map(([name, text]) => ({
      type: "file",
      path: `${index}/${name}`,
      mode: 0o644,
      content: Buffer.from(text),
    })),
  );
  const received = await filesFromContainer({ script: MAKE, files: recipeFiles, folder });
  return received.map((name) => join(folder, name));
}

/**
 * Runs a script in a container without network: standard input is a tar archive of `files`, what the
 * script leaves in /made comes back into `folder`. Throws when the script fails.
 */
export async function filesFromContainer(options: {
  readonly script: string;
  readonly files: readonly TarSource[];
  readonly folder: string;
}): Promise<readonly string[]> {
  const script = `set -e; mkdir /given /made; tar -x -C /given; { ${options.script}\n} >&2; tar -c -C /made .`;
  const child = container(script);
  const limits = { members: 20_000, memberBytes: 1024 ** 3, totalBytes: 4 * 1024 ** 3 };
  const sent = pipeline(writeTar(options.files), child.stdin);
  const received = receiveFiles({ tar: child.stdout, folder: options.folder, accepts: () => true, limits });
  const files = await afterSuccess(child, { script: options.script, sent, output: received });
  return files.map((file) => file.name);
}

/** Runs a script in the same way and returns what it printed. */
export async function textFromContainer(script: string, files: readonly TarSource[]): Promise<string> {
  const child = container(`set -e; mkdir /given; tar -x -C /given; ${script}`);
  const sent = pipeline(writeTar(files), child.stdin);
  return afterSuccess(child, { script, sent, output: text(child.stdout) });
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** The checks of the PKGBUILD take makepkg most of its time. */
const MAKE = `
export MAKEPKG_LINT_PKGBUILD=0
chown -R nobody /given /made
for recipe in /given/*; do
  (cd "$recipe" && HOME=/tmp PKGDEST=/made PKGEXT=.pkg.tar.zst PACKAGER='Some One <some@example.org>' \\
    SOURCE_DATE_EPOCH=1700000000 setpriv --reuid=nobody --clear-groups makepkg --nodeps)
done`;

function container(script: string): Child {
  const args = ["run", "--rm", "--interactive", "--network=none", testImage(), "bash", "-c", script];
  return spawn("docker", args, { stdio: ["pipe", "pipe", "pipe"] });
}

/** The script's own failure says more than what it did to the streams. */
async function afterSuccess<Output>(
  child: Child,
  run: { readonly script: string; readonly sent: Promise<void>; readonly output: Promise<Output> },
): Promise<Output> {
  const ended = once(child, "close");
  const [said] = await Promise.allSettled([text(child.stderr), run.sent, run.output]);
  const [code] = await ended;
  if (code !== 0)
    throw new Error(`exit ${code} of ${run.script}\n${said.status === "fulfilled" && said.value}`);
  await run.sent;
  return run.output;
}
