import type { Built } from "../documents/index.ts";
import type { NetworkLevel } from "../packages-yaml/packages-yaml.ts";
import { buildKey } from "./build-key.ts";
import type { BuildableMember } from "./members.ts";

/**
 * What differs of an entry's names, its network level and the image line where the tree is the published one: found by
 * making the published key again, which is all that is known of the last two.
 */
export function settingsChange({ entry, state }: BuildableMember, built: Built, image: string): string {
  const { tree } = state.tree;
  const now = { publishes: entry.publishes, network: entry.settings.network };
  const published = built.packages.map(({ pkgname }) => pkgname);
  for (const network of NETWORK_LEVELS) {
    for (const publishes of [now.publishes, published]) {
      if (buildKey({ tree, image, publishes, network }) !== built.key) continue;
      return [...namesChange(publishes, now.publishes), ...networkChange(network, now.network)].join("; ");
    }
  }
  return "what it is built with changed: the image line, or more than that";
}

const NETWORK_LEVELS: readonly NetworkLevel[] = ["none", "prepare", "build"];

function namesChange(before: readonly string[], now: readonly string[]): readonly string[] {
  const gone = before.filter((name) => !now.includes(name));
  const added = now.filter((name) => !before.includes(name));
  const words = [
    ...(gone.length > 0 ? [`no longer ${gone.join(", ")}`] : []),
    ...(added.length > 0 ? [`now ${added.join(", ")}`] : []),
  ];
  return words.length > 0 ? [`its names in packages.yaml changed: ${words.join("; ")}`] : [];
}

function networkChange(before: NetworkLevel, now: NetworkLevel): readonly string[] {
  return before === now ? [] : [`its network level changed: ${before} → ${now}`];
}
