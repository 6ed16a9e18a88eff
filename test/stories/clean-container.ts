import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { run } from "./run.ts";

/** A fresh container of an image, as a user of the repository would have it. Disposing it removes it. */
export type CleanContainer = AsyncDisposable & {
  /** Runs a script as root and answers its standard output; throws what it said when it fails. */
  succeed(script: string): Promise<string>;
  /** Starts a script as root; it ends with the container. */
  start(script: string): ChildProcessByStdio<null, Readable, Readable>;
  /** Copies a folder of this machine to the same path inside. */
  put(folder: string): Promise<void>;
};

/** "host": it reaches servers that listen on this machine's 127.0.0.1. */
export type ContainerNetwork = "bridge" | "host";

export async function cleanContainer(
  image: string,
  { network = "bridge" }: { readonly network?: ContainerNetwork } = {},
): Promise<CleanContainer> {
  const create = ["run", "--detach", "--rm", "--init", "--network", network];
  const name = (await docker([...create, image, "sleep", "900"])).trim();
  return {
    succeed: (script) => docker(["exec", "--interactive", name, "bash"], script),
    start: (script) =>
      spawn("docker", ["exec", name, "bash", "-c", script], { stdio: ["ignore", "pipe", "pipe"] }),
    async put(folder) {
      // A tar stream of the whole path makes the folders above it, which `docker cp PATH` does not.
      const tar = spawn("tar", ["-C", "/", "-c", folder.slice(1)], { stdio: ["ignore", "pipe", "inherit"] });
      const copy = spawn("docker", ["cp", "-", `${name}:/`], { stdio: [tar.stdout, "ignore", "inherit"] });
      const [exit] = await once(copy, "close");
      if (exit !== 0) throw new Error(`docker cp of ${folder} ended with ${exit}`);
    },
    async [Symbol.asyncDispose]() {
      await docker(["rm", "--force", name]);
    },
  };
}

async function docker(parameters: readonly string[], input = ""): Promise<string> {
  const { exit, output, said } = await run(["docker", ...parameters], { input });
  if (exit !== 0) throw new Error(`docker ${parameters[0]} ended with ${exit}: ${output}${said}`);
  return output;
}
