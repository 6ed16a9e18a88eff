import { createHash } from "node:crypto";
import type { Entry, NetworkLevel } from "../packages-yaml/packages-yaml.ts";

export type KeyedInputs = {
  /** Git tree of the package's folder. */
  readonly tree: string;
  readonly publishes: readonly string[];
  readonly network: NetworkLevel;
  /** The image line of packages.yaml. */
  readonly image: string;
};

/** Digest (SHA-256, hex) of what decides a package's bytes and is known before it is built. */
export function buildKey({ tree, publishes, network, image }: KeyedInputs): string {
  return digest(["key", tree, [...publishes].sort(), network, image]);
}

/** Digest of what decides whether a build passes, but not its bytes. */
export function checksDigest({
  settings,
  tests,
  allow,
}: Pick<Entry, "settings" | "tests" | "allow">): string {
  return digest(["checks", settings.timeoutSeconds, tests, [...allow].sort()]);
}

function digest(parts: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
