import type { Limits, PrivateHost } from "./sandbox.ts";

export type ContainerSpec = {
  readonly name: string;
  readonly image: string;
  readonly labels: readonly string[];
  readonly limits: Limits;
  /** File of the seccomp profile. */
  readonly seccomp: string;
  /** `--ulimit` values. */
  readonly ulimits: readonly string[];
  /** Whether the engine's kernel knows IPv6, which is then turned off. */
  readonly ipv6: boolean;
  /** Name of a network; null for none. */
  readonly network: string | null;
  readonly resolvers: readonly string[];
  readonly privateHosts: readonly PrivateHost[];
  /** `--mount` options. */
  readonly mounts: readonly string[];
  readonly entrypoint: string;
  readonly argv: readonly string[];
};

/** Arguments of `create`, the same for docker and podman. */
export function createArguments(spec: ContainerSpec): string[] {
  return [
    ...["create", "--interactive", "--rm", "--init", "--name", spec.name, ...spec.labels],
    ...["--user", "0:0", "--workdir", "/", "--log-driver", "none"],
    ...privileges(spec),
    ...bounds(spec),
    ...connections(spec),
    ...spec.mounts.flatMap((mount) => ["--mount", mount]),
    ...["--entrypoint", spec.entrypoint, spec.image, ...spec.argv],
  ];
}

/**
 * What pacman needs to install packages faithfully (without SYS_CHROOT scriptlets fail, without CHOWN, FOWNER
 * and SETFCAP owners and file capabilities are wrong, all with exit 0), and what setpriv needs to drop the rest.
 */
const CAPABILITIES = [
  "SYS_CHROOT",
  "CHOWN",
  "FOWNER",
  "DAC_OVERRIDE",
  "SETUID",
  "SETGID",
  "SETPCAP",
  "SETFCAP",
];

function privileges({ seccomp }: ContainerSpec): string[] {
  return [
    ...["--cap-drop", "ALL", ...CAPABILITIES.flatMap((capability) => ["--cap-add", capability])],
    ...["--security-opt", "no-new-privileges", "--security-opt", `seccomp=${seccomp}`],
  ];
}

/** The weight of processor time leaves the rest of the machine, and ourselves, responsive. */
function bounds({ limits, ulimits }: ContainerSpec): string[] {
  return [
    ...["--memory", `${limits.memoryBytes}b`, "--memory-swap", `${limits.memoryBytes}b`],
    ...["--pids-limit", String(limits.processes), "--cpu-shares", "512"],
    ...ulimits.flatMap((limit) => ["--ulimit", limit]),
  ];
}

function connections({ network, ipv6, resolvers, privateHosts }: ContainerSpec): string[] {
  const interfaces = ipv6 ? ["all", "default"] : [];
  return [
    ...["--network", network ?? "none"],
    ...interfaces.flatMap((which) => ["--sysctl", `net.ipv6.conf.${which}.disable_ipv6=1`]),
    ...resolvers.flatMap((address) => ["--dns", address]),
    ...privateHosts.flatMap(({ name, address }) => ["--add-host", `${name}:${address}`]),
  ];
}
