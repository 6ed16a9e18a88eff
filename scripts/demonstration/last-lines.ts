import type { Command } from "./examples.ts";

/** Of `report --json` what the last lines tell. */
export type PublishedDemo = {
  readonly server: string;
  /** Commands by which a client trusts its key; empty: it is not signed. */
  readonly trust: readonly string[];
  /** The section for pacman.conf. */
  readonly snippet: string;
};

export type DemoPlaces = {
  readonly folder: string;
  readonly image: string;
  /** pacman.conf, as it is written for clients. */
  readonly configuration: string;
  /** Where the repository is, for people: a folder or a URL. */
  readonly place: string;
  /** What to install and run. */
  readonly program: Command;
};

/** A file whose end can be appended to /etc/pacman.conf, and that says what comes before. */
export function configurationText({ server, trust, snippet }: PublishedDemo): string {
  const place = server.startsWith("file:")
    ? "# Add this to /etc/pacman.conf. In a container, mount the folder that Server names at the same path."
    : "# Add this to /etc/pacman.conf.";
  const first =
    trust.length === 0 ? [] : ["# First trust its key, as root:", ...trust.map((each) => `#   ${each}`)];
  return [...first, place, snippet].join("\n");
}

/** How to install from it, and where everything is: the last four lines are for programs. */
export function lastLines(published: PublishedDemo, places: DemoPlaces): string {
  const { image, configuration, place } = places;
  return [
    "",
    ...clientText(published),
    "Install from it in a container that is thrown away:",
    `  ${containerCommand(published, places)}`,
    "",
    `repository: ${place}`,
    `report: ${place}/report/index.html`,
    `pacman.conf: ${configuration}`,
    `image: ${image}`,
  ].join("\n");
}

function clientText({ trust, snippet }: PublishedDemo): readonly string[] {
  const key =
    trust.length === 0 ? [] : ["A client first trusts its key, as root:", ...trust.map(indented), ""];
  const section = snippet.trimEnd().split("\n");
  return [...key, "The section for /etc/pacman.conf:", ...section.map(indented), ""];
}

function containerCommand(
  { server, trust }: PublishedDemo,
  { folder, image, configuration, program }: DemoPlaces,
): string {
  const inside = [
    ...(trust.length === 0 ? [] : ["pacman-key --init", ...trust]),
    `cat ${shellWord(configuration)} >>/etc/pacman.conf`,
    `pacman -Syu --noconfirm ${program.pkgname}`,
    program.command,
  ].join(" && ");
  const network = isThisMachine(server) ? ["--network", "host"] : [];
  // Of a folder with keys in it a container gets no more than it needs.
  const shared = server.startsWith("file:") ? `${folder}:${folder}` : `${configuration}:${configuration}:ro`;
  const words = ["docker", "run", "--rm", ...network, "-v", shared, image, "sh", "-c", inside];
  return words.map(shellWord).join(" ");
}

/** A server here is not to be found from a container's own network. */
function isThisMachine(server: string): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(server).hostname);
}

function indented(line: string): string {
  return `  ${line}`;
}

/** A word as a POSIX shell takes it. */
function shellWord(text: string): string {
  return /^[A-Za-z0-9._/:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
