import { randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/**
 * A name for what one process owns in a place that others share: a lock, a half-written file, a container. It says
 * who that is (host, boot, pid namespace, pid, start of the process, random digits), so that others can tell when
 * the owner is dead. Letters, digits, `.`, `_` and `-` only; different at every call.
 */
export async function ownedName(): Promise<string> {
  const { host, boot, namespace } = await birthplace();
  const started = await startOf(process.pid);
  const parts = [host, boot, namespace, process.pid, started ?? "", randomBytes(8).toString("hex")];
  return parts.join("_");
}

/** Whether the process that made the name is certainly gone; of another host or pid namespace nothing is known. */
export async function isOwnerDead(name: string): Promise<boolean> {
  const [host, boot, namespace, pid, started] = name.split("_");
  if (pid === undefined || !/^[1-9][0-9]*$/.test(pid)) return false;
  const here = await birthplace();
  if (host !== here.host) return false;
  if (boot !== here.boot) return true;
  if (namespace !== here.namespace) return false;
  if (!isRunning(Number(pid))) return true;
  const now = await startOf(Number(pid));
  return now !== null && started !== "" && now !== started;
}

type Birthplace = { readonly host: string; readonly boot: string; readonly namespace: string };

async function birthplace(): Promise<Birthplace> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    host: hostname()
      .replaceAll(/[^A-Za-z0-9.-]/g, "-")
      .replace(/^\.+/, "")
      .slice(0, 64),
    boot: boot.slice(0, 8),
    namespace: namespace.replaceAll(/[^0-9]/g, ""),
  };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** Clock ticks after boot, field 22 of /proc/pid/stat (proc(5)): a pid that is used again has another one. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The second field is the command in parentheses and may hold spaces and parentheses itself.
  const afterCommand = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return afterCommand[19] ?? null;
}
