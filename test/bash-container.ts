import { spawn } from "node:child_process";
import { buffer, text } from "node:stream/consumers";
import { testImage } from "./image.ts";

/** A container of the test image; bash scripts run in it as an ordinary user. */
export type BashContainer = AsyncDisposable & {
  run(script: string, options?: { arguments?: readonly string[]; input?: string | Uint8Array }): Promise<Ran>;
};
export type Ran = { readonly exit: number | null; readonly stdout: Buffer; readonly stderr: string };

/** Without network, unless packages of the distribution are to be installed first. */
export async function bashContainer(packages: readonly string[] = []): Promise<BashContainer> {
  const network = packages.length === 0 ? ["--network", "none"] : [];
  const create = ["run", "--detach", "--rm", "--init", ...network, "--user", "1000:1000"];
  const started = await docker([...create, "--env", "HOME=/tmp/home", testImage(), "sleep", "900"]);
  if (started.exit !== 0) throw new Error(`docker run failed: ${started.stderr}`);
  const id = started.stdout.toString().trim();
  if (packages.length > 0) await install(id, packages);
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

async function install(id: string, packages: readonly string[]): Promise<void> {
  const pacman = ["pacman", "-Sy", "--noconfirm", "--needed", ...packages];
  const { exit, stderr } = await docker(["exec", "--user", "0:0", id, ...pacman]);
  if (exit !== 0) throw new Error(`pacman cannot install ${packages.join(", ")}: ${stderr}`);
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
