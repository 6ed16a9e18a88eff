import { pathToFileURL } from "node:url";
import { pacmanSnippet } from "../../actions/lib/report/index.ts";
import { testImage } from "../image.ts";
import { type CleanContainer, cleanContainer } from "./clean-container.ts";

/** A machine whose pacman knows one repository, which it upgrades from now and then. */
export type UpgradingClient = AsyncDisposable & {
  /** Installs what is named, upgrades all, and answers `name version` of all that came from the repository, sorted. */
  upgrade(...wanted: readonly string[]): Promise<readonly string[]>;
  /** What a command prints there. */
  run(command: string): Promise<string>;
};

/** A machine that has the folder of an unsigned repository, and gets it anew before each upgrade. */
export async function folderClient(name: string, folder: string): Promise<UpgradingClient> {
  await using stack = new AsyncDisposableStack();
  const container = stack.use(await cleanContainer(testImage()));
  const server = pathToFileURL(folder).href;
  await container.succeed(`sed -i '/^\\[core\\]/,$d' /etc/pacman.conf
    cat >>/etc/pacman.conf <<'EOF'
${pacmanSnippet({ name, server }, null)}EOF`);
  stack.move();
  return upgradingClient(name, container, () => container.put(folder));
}

/** A container whose pacman.conf has that repository. */
export function upgradingClient(
  name: string,
  container: CleanContainer,
  refresh: () => Promise<void> = async () => {},
): UpgradingClient {
  return {
    async upgrade(...wanted) {
      await refresh();
      const said = await container.succeed(`set -e
        pacman -Syu --noconfirm --needed ${wanted.join(" ")} >&2
        pacman -Q $(pacman -Sl ${name} | awk '/installed/ { print $2 }')`);
      return said.trimEnd().split("\n").sort();
    },
    run: (command) => container.succeed(command),
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}
