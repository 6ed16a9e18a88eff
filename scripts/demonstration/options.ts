import { resolve } from "node:path";
import { parseArgs } from "node:util";

export type Options =
  | { readonly kind: "run"; readonly folder: string }
  | { readonly kind: "help" }
  | { readonly kind: "refused"; readonly reason: string };

export const HELP = `demo [--dir DIR]

Runs the whole loop on the packages of examples/: makes a git repository of each, pins them in a
packages.yaml, builds, install-tests and publishes them into DIR/repository, then does the same with a
second packages.yaml whose packages go wrong in every way. Sets up Docker and an image first.

  --dir DIR  where to (default: demo); a second run on the same folder does only what is left to do`;

/** What the command line asks for. */
export function readOptions(parameters: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...parameters],
      options: {
        dir: { type: "string", default: "demo" },
        act: { type: "boolean" },
        store: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return { kind: "help" };
    if (values.act) return refused("--act (the loop as workflows) is not there yet: run it without");
    if (values.store !== undefined)
      return refused("--store is not there yet: it publishes into a folder, --dir");
    if (values.dir === "") return refused("--dir is empty: name a folder");
    return { kind: "run", folder: resolve(values.dir) };
  } catch (error) {
    return refused(`${error instanceof Error ? error.message : error} (see demo --help)`);
  }
}

function refused(reason: string): Options {
  return { kind: "refused", reason };
}
