import type { ClientsTrust } from "../../actions/lib/publishing/index.ts";
import { REPOSITORY } from "../publishing-world.ts";
import type { CleanContainer } from "./clean-container.ts";
import { trustingContainer } from "./restless-client.ts";

/** Real pacman, asked what it makes of repositories that one key signs; it remembers what it saw of each. */
export type PacmanJudge = AsyncDisposable & {
  /** Syncs both databases, downloads and checks every package, and answers the list; throws what pacman says. */
  look(server: string): Promise<readonly string[]>;
};

/** `server`: any address of a repository with that key. */
export async function pacmanJudge(server: string, trust: ClientsTrust): Promise<PacmanJudge> {
  const container = await trustingContainer({ name: REPOSITORY, server, trust });
  return {
    look: (at) => look(container, at),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}

async function look(container: CleanContainer, server: string): Promise<readonly string[]> {
  const folder = `/tmp/${server.replaceAll(/[^a-z0-9]/g, "-")}`;
  const said = await container.succeed(`set -e
    mkdir -p ${folder}/cache
    sed 's,^Server = .*,Server = ${server},' /etc/pacman.conf >${folder}/pacman.conf
    client() { pacman --config ${folder}/pacman.conf --dbpath ${folder} --cachedir ${folder}/cache --noconfirm "$@"; }
    client -Sy >&2
    client -Fy >&2
    rm -f ${folder}/cache/*
    client -Swdd $(client -Slq ${REPOSITORY}) >&2
    client -Sl ${REPOSITORY}`);
  const lines = said.trimEnd().split("\n");
  return lines.map((line) => line.split(" ").slice(1, 3).join(" ")).sort();
}
