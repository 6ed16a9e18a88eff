import type { Limits } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

export type MachineFacts = {
  readonly memoryBytes: number;
  /** Free where containers write. */
  readonly freeDiskBytes: number;
};

/**
 * What one package may use when `jobs` of them are built at once: what the machine has, less what it needs
 * itself, in equal parts.
 *
 * @throws SandboxError `limits` where a part would be too small to build anything in
 */
export function planLimits(machine: MachineFacts, jobs: number): Limits {
  const memoryBytes = Math.floor((machine.memoryBytes - MACHINE_MEMORY_BYTES) / jobs);
  const diskBytes = Math.floor((machine.freeDiskBytes - MACHINE_DISK_BYTES) / jobs);
  if (memoryBytes < LEAST_MEMORY_BYTES) {
    throw new SandboxError(
      "limits",
      tooSmall("memory", {
        has: machine.memoryBytes,
        keeps: MACHINE_MEMORY_BYTES,
        least: LEAST_MEMORY_BYTES,
        jobs,
      }),
    );
  }
  if (diskBytes < LEAST_DISK_BYTES) {
    throw new SandboxError(
      "limits",
      tooSmall("free disk", {
        has: machine.freeDiskBytes,
        keeps: MACHINE_DISK_BYTES,
        least: LEAST_DISK_BYTES,
        jobs,
      }),
    );
  }
  return { memoryBytes, diskBytes, processes: PROCESSES, logBytes: LOG_BYTES };
}

/** The limits as a report names them. `diskFile`: builds get a file system of that size. */
export function limitsInWords(limits: Limits, diskFile: boolean): readonly string[] {
  const disk = diskFile ? "loop-mounted" : "watched: a container that writes more is killed";
  return [
    `memory ${inWords(limits.memoryBytes)}, no swap`,
    `${limits.processes} processes`,
    `disk ${inWords(limits.diskBytes)} (${disk})`,
    `log ${inWords(limits.logBytes)} a phase`,
  ];
}

/** "7.5 GiB", "300 MiB". */
function inWords(bytes: number): string {
  const [divisor, unit] = bytes >= GIB ? [GIB, "GiB"] : [MIB, "MiB"];
  return `${Number((bytes / divisor).toFixed(1))} ${unit}`;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const MACHINE_MEMORY_BYTES = GIB;
const MACHINE_DISK_BYTES = 2 * GIB;
const LEAST_MEMORY_BYTES = 256 * MIB;
const LEAST_DISK_BYTES = GIB;
/** Parallel compilers and test suites stay far below it; a fork bomb of this size is still killed at once. */
const PROCESSES = 4096;
const LOG_BYTES = 16 * MIB;

function tooSmall(
  what: string,
  { has, keeps, least, jobs }: { has: number; keeps: number; least: number; jobs: number },
): string {
  const advice = jobs > 1 ? "use fewer --jobs" : `it takes at least ${inWords(keeps + least)}`;
  return `this machine has ${inWords(has)} of ${what}: too little for ${jobs} build(s) at once; ${advice}`;
}
