import { randomBytes } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** Who owns what a run leaves on an engine: `id` names it, `label` tells later runs whether it still lives. */
export type Owner = {
  /** Eight hex digits, different in every run. */
  readonly id: string;
  /** host_boot_namespace_pid_start_id, without characters that names of files and labels refuse. */
  readonly label: string;
};

export async function thisOwner(): Promise<Owner> {
  const id = randomBytes(4).toString("hex");
  const { host, boot, namespace } = await birthplace();
  const started = await startOf(process.pid);
  return { id, label: [host, boot, namespace, process.pid, started ?? "", id].join("_") };
}

/** Whether the process of a label is certainly gone; one of another host or pid namespace never is. */
export async function isDead(label: string): Promise<boolean> {
  const [host, boot, namespace, pid = "", started] = label.split("_");
  if (!/^[1-9][0-9]*$/.test(pid)) return false;
  const here = await birthplace();
  if (host !== here.host) return false;
  if (boot !== here.boot) return true;
  if (namespace !== here.namespace) return false;
  return (await startOf(Number(pid))) !== started;
}

type Birthplace = { readonly host: string; readonly boot: string; readonly namespace: string };

async function birthplace(): Promise<Birthplace> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return {
    host: hostname().replaceAll(/[^A-Za-z0-9.-]/g, "-"),
    boot: boot.slice(0, 8),
    namespace: namespace.replaceAll(/[^0-9]/g, ""),
  };
}

/** Clock ticks after boot, field 22 of /proc/pid/stat (proc(5)): a pid that is used again has another one. */
async function startOf(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return null;
  // The second field is the command in parentheses and may hold spaces and parentheses itself.
  const afterCommand = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return afterCommand[19] ?? null;
}
