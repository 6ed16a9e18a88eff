import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Example } from "./examples.ts";

/** What stands above the packages, and where their repositories are. */
export type Place = {
  readonly comment: string;
  readonly image: string;
  /** Empty for the default. */
  readonly mirror: string;
  readonly store: string;
  /** Where clients read the store; null: there. */
  readonly url: string | null;
  /** Folder of the git repositories. */
  readonly upstream: string;
};

export type PinnedExample = Example & { readonly commit: string };

/** The text of a packages.yaml that publishes these examples. */
export function packagesYaml(place: Place, examples: readonly PinnedExample[]): string {
  const { comment, image, mirror, store, url } = place;
  return [
    `# ${comment}`,
    "repository:",
    "  name: demo",
    `  image: ${image}`,
    ...(mirror === "" ? [] : [`  mirror: ${mirror}`]),
    `  store: ${JSON.stringify(store)}`,
    ...(url === null ? [] : [`  url: ${JSON.stringify(url)}`]),
    "build:",
    "  timeout: 10m",
    "packages:",
    ...examples.flatMap((example) => entryLines(place, example)),
    "",
  ].join("\n");
}

function entryLines({ upstream }: Place, { entry, repository, commit, settings }: PinnedExample): string[] {
  return [
    `  ${entry}:`,
    `    git: ${pathToFileURL(join(upstream, `${repository}.git`)).href}`,
    `    ref: ${commit}`,
    ...settings.map((line) => `    ${line}`),
  ];
}
