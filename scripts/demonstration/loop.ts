import type { UpstreamMove } from "./manifests.ts";

/** One of the ways from packages.yaml to a published repository. */
export type Loop = {
  /** The first packages.yaml, and the second; they may be the same file. */
  readonly manifests: { readonly first: string; readonly second: string };
  /** Publishes what a packages.yaml lists. Throws where it fails, or where a package does that may not. */
  publish(manifest: string, packages: "succeed" | "may fail"): Promise<void>;
  /** Looks for what upstream committed since. */
  detect(moves: readonly UpstreamMove[]): Promise<void>;
};

export type Variables = Readonly<Record<string, string>>;

/** Says what the demo does, beside the output of what it runs. */
export function tell(text: string): void {
  console.error(`demo: ${text}`);
}
