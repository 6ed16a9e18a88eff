import { lastLine } from "./engine.ts";
import type { Target } from "./exec.ts";
import { collect, endOf } from "./process.ts";
import { SandboxError } from "./sandbox-error.ts";

/**
 * A folder of a container as a tar stream, names relative to it: as docker reads it from outside; podman's own
 * `cp` gives every file to root, and so does not do.
 *
 * @throws SandboxError `container`, `interrupted`
 */
export function takeFolder(target: Target, folder: string): AsyncGenerator<Uint8Array> {
  const { engine, name } = target;
  const what = `cannot take ${folder}`;
  if (engine.kind === "docker") return output(target, { what, args: ["cp", `${name}:${folder}/.`, "-"] });
  const pack = ["tar", "--create", "--file=-", "--numeric-owner", `--directory=${folder}`, "."];
  return output(target, { what, args: ["exec", "--user", "0:0", name, ...pack] });
}

/**
 * Folders of a container as one tar stream, names relative to its root, packed inside. By bsdtar, which pacman brings:
 * GNU tar fails when a file gets another link meanwhile.
 *
 * @throws SandboxError `container`, `interrupted`
 */
export function packFolders(target: Target, folders: readonly string[]): AsyncGenerator<Uint8Array> {
  const pack = ["bsdtar", "--create", "--file=-", "--numeric-owner", "--format=gnutar", "--directory=/"];
  const names = folders.map((folder) => folder.slice(1));
  const args = ["exec", "--user", "0:0", target.name, ...pack, "--", ...names];
  return output(target, { what: `cannot pack ${folders.join(", ")}`, args });
}

async function* output(
  target: Target,
  { what, args }: { readonly what: string; readonly args: readonly string[] },
): AsyncGenerator<Uint8Array> {
  const child = target.engine.start(args);
  child.stdin?.end();
  const stderr = collect();
  child.stderr?.on("data", stderr.write);
  const ended = endOf(child);
  try {
    yield* child.stdout ?? [];
    const { exit } = await ended;
    if (exit !== 0) throw transferError(target, `${what}: ${lastLine(stderr.bytes().toString())}`);
  } finally {
    child.kill("SIGKILL");
  }
}

/**
 * Unpacks its input below `$1`; owners are numbers, since names may mean another user here. It reads on behind the archive's
 * end: whether all was packed is known only when the packer's own end has come.
 */
export const UNPACK =
  'tar --extract --file=- --numeric-owner --same-permissions --directory="$1" && cat > /dev/null';

/** An error of moving bytes, which is the run's own when it was interrupted. */
export function transferError(target: Target, problem: string): SandboxError {
  const killed = target.killed();
  if (killed === "interrupted") return new SandboxError("interrupted", "interrupted");
  const why = killed === null ? problem : `${problem} (killed: ${killed})`;
  return new SandboxError("container", `${target.name}: ${why}`);
}
