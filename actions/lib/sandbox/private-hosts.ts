import { isIPv4 } from "node:net";
import type { PrivateHost } from "./sandbox.ts";
import { SandboxError } from "./sandbox-error.ts";

/**
 * Reads AUTOREPO_PRIVATE_HOSTS: `name=address`, commas between, "" for none. A container with network reaches
 * each of them by name and address, on every TCP port.
 *
 * @throws SandboxError `private-hosts`
 */
export function parsePrivateHosts(text: string): readonly PrivateHost[] {
  const parts = text.split(",").map((part) => part.trim());
  return parts.filter((part) => part !== "").map(parseHost);
}

function parseHost(part: string): PrivateHost {
  const [name = "", address = "", ...rest] = part.split("=").map((side) => side.trim());
  if (rest.length > 0 || !HOST_NAME.test(name)) {
    throw new SandboxError("private-hosts", refusal(part, "it must be name=address"));
  }
  if (!isIPv4(address) || UNUSABLE.test(address)) {
    const wanted =
      "the address must be the IPv4 address at which containers can reach it, not a loopback one";
    throw new SandboxError("private-hosts", refusal(part, wanted));
  }
  return { name, address };
}

/** RFC 1123, section 2.1. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i;

const UNUSABLE = /^(0|127|22[4-9]|2[345][0-9])\./;

function refusal(part: string, reason: string): string {
  const quoted = JSON.stringify(part.slice(0, 100));
  return `AUTOREPO_PRIVATE_HOSTS: ${quoted}: ${reason}, as in "mirror.lan=192.168.1.10,git.lan=192.168.1.11"`;
}
