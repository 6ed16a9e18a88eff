import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { testImage } from "./image.ts";

/** A container of the test image without network; bash scripts run in it as an ordinary user. */
export type BashContainer = AsyncDisposable & {
  run(script: string, options?: { arguments?: readonly string[]; input?: string | Uint8Array }): Promise<Ran>;
};
export type Ran = { readonly exit: number | null; readonly stdout: Buffer; readonly stderr: string };

export async function bashContainer(): Promise<BashContainer> {
  const create = ["run", "--detach", "--rm", "--init", "--network", "none", "--user", "1000:1000"];
  const started = await docker([...create, "--env", "HOME=/tmp/home", testImage(), "sleep", "900"]);
  if (started.exit !== 0) throw new Error(`docker run failed: ${started.stderr}`);
  const id = started.stdout.toString().trim();
  return {
    run: (script, { arguments: args = [], input } = {}) =>
      docker(
        ["exec", "--interactive", "--workdir", "/tmp", id, "bash", "-c", script, "bash", ...args],
        input,
      ),
    async [Symbol.asyncDispose]() {
      await docker(["rm", "--force", id]);
    },
  };
}

/** Writes files below a new folder and returns its path there. */
export async function folderOf(
  container: BashContainer,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const encoded = Object.entries(files).flatMap(([name, content]) => [
    name,
    Buffer.from(content).toString("base64"),
  ]);
  const { exit, stdout, stderr } = await container.run(WRITE_FILES, { arguments: encoded });
  if (exit !== 0) throw new Error(`cannot write files: ${stderr}`);
  return stdout.toString().trim();
}

const WRITE_FILES = `
cd "$(mktemp -d /tmp/pkgXXXXXXXX)" || exit
while (($#)); do
  mkdir -p "$(dirname "$1")" && base64 -d <<< "$2" > "$1" || exit
  shift 2
done
pwd
`;

async function docker(args: readonly string[], input: string | Uint8Array = ""): Promise<Ran> {
  const child = spawn("docker", args, { stdio: "pipe" });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  const [stdout, stderr, exit] = await Promise.all([buffer(child.stdout), text(child.stderr), closed]);
  return { exit, stdout, stderr };
}
