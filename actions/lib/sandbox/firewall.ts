import { isIPv4 } from "node:net";
import { type Engine, lastLine } from "./engine.ts";
import { type Filter, filterRules, ipv6Rules, rawRules, removalRules } from "./firewall-rules.ts";
import { helperContainer, isInterfaceHere, localRoot, type Privilege } from "./privilege.ts";
import type { PrivateHost } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

/** Where the engine's packets are filtered. */
export type Firewall = {
  /** Name servers that containers are to ask; empty where only the engine itself can reach the host's. */
  readonly resolvers: readonly string[];
  /** Filters a bridge; from then on nothing unfiltered leaves it. */
  close(bridge: string, chain: string): Promise<void>;
  /** Takes the filter back, also one half made; nothing happens where there is none. */
  open(chain: string): Promise<void>;
};

export type FirewallSettings = {
  readonly engine: Engine;
  /** Image of the helper container, for engines that run elsewhere. */
  readonly image: string;
  readonly privateHosts: readonly PrivateHost[];
};

/**
 * The way to filter that works here: as root, by sudo, or from a container in the engine's network.
 *
 * @throws SandboxError `no-firewall` with what each way said
 */
export async function findFirewall(settings: FirewallSettings): Promise<Firewall> {
  const { engine, image } = settings;
  if (engine.rootless)
    throw noFirewall(["a rootless engine keeps its bridges where they cannot be filtered"]);
  const root = await localRoot(engine);
  const ways = [
    ...(root ? [{ run: root, here: true }] : []),
    { run: helperContainer(engine, image), here: false },
  ];
  const complaints: string[] = [];
  for (const way of ways) {
    const listed = await way.run(["iptables", "-w", "-S"]);
    if (listed.exit === 0) return await createFirewall(way, settings, listed.stdout);
    complaints.push(lastLine(listed.stderr));
  }
  throw noFirewall(complaints);
}

type Way = { readonly run: Privilege; readonly here: boolean };

async function createFirewall(way: Way, settings: FirewallSettings, listing: string): Promise<Firewall> {
  const resolvers = await readResolvers(way.run);
  const allowed = settings.privateHosts;
  // Docker moves its own chains to the top of FORWARD at times, and then this one before them.
  const forwardHooks = ["FORWARD", ...(listing.includes("-N DOCKER-USER\n") ? ["DOCKER-USER"] : [])];
  return {
    resolvers,
    async close(bridge, chain) {
      // Podman makes the interface when the first container starts.
      if (way.here && settings.engine.kind === "docker" && !isInterfaceHere(bridge)) {
        throw noFirewall([`bridge ${bridge} of ${settings.engine.kind} is not on this machine`]);
      }
      const filter: Filter = { chain, bridge, resolvers, allowed, forwardHooks };
      const closed = await way.run(["iptables-restore", "-w", "--noflush"], filterRules(filter));
      if (closed.exit !== 0) throw noFirewall([closed.stderr.trim().slice(0, 500)]);
      // Only these two may be missing: the first merely lets through, and containers have no IPv6 at all.
      if (allowed.length > 0) await way.run(["iptables-restore", "-w", "--noflush"], rawRules(filter));
      await way.run(["ip6tables-restore", "-w", "--noflush"], ipv6Rules(filter));
    },
    async open(chain) {
      await Promise.all([
        takeBack(way.run, { family: "iptables", table: "filter", chain }),
        takeBack(way.run, { family: "iptables", table: "raw", chain }),
        takeBack(way.run, { family: "ip6tables", table: "filter", chain }),
      ]);
    },
  };
}

type Place = {
  readonly family: "iptables" | "ip6tables";
  readonly table: "filter" | "raw";
  readonly chain: string;
};

/** Two runs may sweep at once: rules that another one took back meanwhile are listed again, and are gone. */
async function takeBack(run: Privilege, { family, table, chain }: Place): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const listed = await run([family, "-w", "-t", table, "-S"]);
    // A table that the kernel lacks holds nothing of ours.
    const rules = listed.exit === 0 ? removalRules(table, listed.stdout, chain) : "";
    if (rules === "") return;
    const { exit, stderr } = await run([`${family}-restore`, "-w", "--noflush"], rules);
    if (exit === 0) return;
    if (attempt === ATTEMPTS) {
      throw new SandboxError("container", `cannot remove the filter ${chain}: ${lastLine(stderr)}`);
    }
  }
}

const ATTEMPTS = 5;

/** The servers that the engine gives to containers: systemd-resolved's own when its stub is configured. */
async function readResolvers(run: Privilege): Promise<readonly string[]> {
  for (const file of ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"]) {
    const { stdout } = await run(["cat", file]);
    const servers = [...stdout.matchAll(/^nameserver\s+(\S+)/gm)].map(([, address = ""]) => address);
    const reachable = servers.filter((address) => isIPv4(address) && !address.startsWith("127."));
    if (reachable.length > 0) return reachable;
  }
  return [];
}

function noFirewall(complaints: readonly string[]): SandboxError {
  return new SandboxError(
    "no-firewall",
    `containers with network cannot be filtered, so none is started (${complaints.join("; ")}); run as root or with a sudo that asks no password, with iptables installed, or use an image that has iptables`,
  );
}
