import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { ask } from "./command.ts";
import { makeRepository } from "./git-repositories.ts";

/** What PKGBUILDs of the examples fetch from; no name server knows it. */
export const SOURCE_HOST = "sources.example";

/** Everything the examples fetch, in a folder of its own below the demo's. */
export async function gatherSources(examples: string, folder: string): Promise<string> {
  const served = join(folder, "sources");
  const archives = await ask([join(import.meta.dirname, "fetch-sources")]);
  await rm(served, { recursive: true, force: true });
  await cp(join(examples, "sources"), served, { recursive: true });
  await cp(archives, served, { recursive: true });
  await makeRepository(join(served, "ticker.git"), [join(examples, "sources/ticker")]);
  return served;
}

/** A container that serves a folder over HTTP at port 80. Disposing it removes it. */
export type SourceServer = AsyncDisposable & { readonly address: string };

/** Starts it on Docker's default bridge, with this very Node; it also ends when this process does. */
export async function startSourceServer(image: string, folder: string): Promise<SourceServer> {
  const container = await ask([
    "docker",
    "create",
    "--interactive",
    "--rm",
    "--init",
    image,
    "/node",
    "/serve.mts",
  ]);
  await ask(["docker", "cp", "--follow-link", process.execPath, `${container}:/node`], QUIET);
  await ask(["docker", "cp", join(import.meta.dirname, "serve.ts"), `${container}:/serve.mts`], QUIET);
  await ask(["docker", "cp", folder, `${container}:/served`], QUIET);
  const client = spawn("docker", ["start", "--attach", "--interactive", container], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const [line] = await Promise.race([once(client.stdout, "data"), once(client, "close")]);
  if (!String(line).startsWith("listening"))
    throw new Error("the container of the source server ended at once");
  const format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
  return {
    address: await ask(["docker", "inspect", "--format", format, container]),
    async [Symbol.asyncDispose]() {
      client.stdin.end();
      await once(client, "close");
    },
  };
}

/** Newer clients tell how much they copied. */
const QUIET = { quiet: true };
