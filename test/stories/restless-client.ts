import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ClientsTrust } from "../../actions/lib/publishing/index.ts";
import { pacmanSnippet, trustCommands } from "../../actions/lib/report/index.ts";
import { testImage } from "../image.ts";
import { type CleanContainer, cleanContainer } from "./clean-container.ts";

/** The list of a repository as one sync found it: `name version` of each package, sorted. Times in milliseconds. */
export type Sight = {
  readonly started: number;
  readonly ended: number;
  readonly packages: readonly string[];
};

/** Real pacman without pause: one that syncs only, and one that installs everything when the list has changed. */
export type RestlessClient = AsyncDisposable & {
  readonly syncs: readonly Sight[];
  /** Those after which everything was downloaded, installed and compared. */
  readonly installations: readonly Sight[];
  /** What went wrong, in pacman's words. */
  readonly failures: readonly string[];
  /** Waits for a sync that began after a moment; throws when anything went wrong, or a minute has gone. */
  syncAfter(moment: number): Promise<void>;
  /** Waits in the same way until these packages are installed. */
  installationOf(packages: readonly string[]): Promise<void>;
};

export type Repository = { readonly name: string; readonly server: string; readonly trust: ClientsTrust };

/** Starts a container that trusts the repository's key as its report tells people to. */
export async function restlessClient(repository: Repository): Promise<RestlessClient> {
  await using stack = new AsyncDisposableStack();
  const container = stack.use(await trustingContainer(repository));
  const child = container.start(restless(repository));
  const sights = { seen: [] as Sight[], installed: [] as Sight[] };
  const failures: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const [word = "", ...rest] = line.split(" ");
    if (word === "seen" || word === "installed") sights[word].push(sightOf(rest));
    else failures.push(`${rest[0]}: ${Buffer.from(rest[1] ?? "", "base64")}`);
  });
  child.stderr.on("data", (chunk) => failures.push(`${chunk}`));
  const closed = once(child, "close").then(() => failures.push("the client has ended"));
  stack.defer(async () => {
    child.kill("SIGKILL");
    await closed;
  });
  const until = async (isSo: () => boolean) => {
    for (const start = Date.now(); !isSo(); await sleep(10)) {
      if (Date.now() - start > LONGEST_WAIT_MILLISECONDS) failures.push("nothing happens any more");
      if (failures.length > 0) throw new Error(`${repository.server}: ${failures.join("\n")}`);
    }
  };
  const rest = stack.move();
  return {
    syncs: sights.seen,
    installations: sights.installed,
    failures,
    syncAfter: (moment) => until(() => sights.seen.some(({ started }) => started >= moment)),
    installationOf: (packages) => until(() => isDeepStrictEqual(sights.installed.at(-1)?.packages, packages)),
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}

const LONGEST_WAIT_MILLISECONDS = 60_000;

function sightOf([started, ended, ...packages]: readonly string[]): Sight {
  const milliseconds = (seconds = "") => Number(seconds.replace(",", ".")) * 1000;
  const list = packages.map((each) => each.replace("=", " ")).sort();
  return { started: milliseconds(started), ended: milliseconds(ended), packages: list };
}

/** A container that reaches this machine's servers, with the image's pacman.conf and this repository alone. */
export async function trustingContainer({ name, server, trust }: Repository): Promise<CleanContainer> {
  await using stack = new AsyncDisposableStack();
  const container = stack.use(await cleanContainer(testImage(), { network: "host" }));
  const commands = ["pacman-key --init", "cd /tmp", ...trustCommands({ name, server }, trust)].join(" && ");
  await container.succeed(`{ ${commands}; } >/tmp/said 2>&1 || { cat /tmp/said >&2; exit 1; }
    sed -i '/^\\[core\\]/,$d' /etc/pacman.conf
    cat >>/etc/pacman.conf <<'EOF'
${pacmanSnippet({ name, server }, trust)}EOF`);
  stack.move();
  return container;
}

function restless({ name, trust }: Repository): string {
  return `
    # tried WHAT PARAMETER...: pacman, and a line with its words where it fails or says "error".
    tried() {
      said=/tmp/said.$BASHPID what=$1; shift
      if pacman --noconfirm "$@" >$said 2>&1 && ! grep -q '^error' $said; then return; fi
      echo "failed $what $(base64 -w0 $said)"
      return 1
    }
    listed() { awk '{print $2 "=" $3}' | sort | paste -sd' '; }
    ${syncing(name)}
    ${installing(name, trust.keyring)}
    : >/tmp/seen
    syncing & installing`;
}

function syncing(name: string): string {
  return `
    # pacman-key writes the keyring anew while the other pacman of this container may be reading it.
    syncing() {
      mkdir -p /tmp/syncing
      database=/tmp/syncing/sync/${name}.db
      exec 9>/tmp/keyring.lock
      while flock --shared 9 && start=$EPOCHREALTIME; do
        if tried sync --dbpath /tmp/syncing -Sy; then
          end=$EPOCHREALTIME
          if ! cmp -s $database $database.listed; then
            list=$(pacman --dbpath /tmp/syncing -Sl ${name} | listed)
            cp $database $database.listed
          fi
          echo "seen $start $end $list"
          echo "$list" >/tmp/seen
        fi
        flock --unlock 9
        sleep 0.15
      done
    }`;
}

/** The keyring's own scriptlet takes seconds: it is installed when there is a newer one, and not each time. */
function installing(name: string, keyring: string): string {
  return `
    alone() {
      exec 9>/tmp/keyring.lock
      flock 9
      tried "$@"
    }
    installing() {
      while :; do
        until [[ $(</tmp/seen) != "$last" ]]; do sleep 0.05; done
        start=$EPOCHREALTIME
        (alone upgrade -Syuu) || continue
        end=$EPOCHREALTIME list=$(pacman -Sl ${name} | listed)
        [[ $list != "$last" ]] || continue
        rm -f /var/cache/pacman/pkg/*
        names=$(pacman -Slq ${name} | grep -vx ${keyring})
        (alone keyring -S --needed ${keyring}) && tried install -S $names && tried files -Fy || continue
        installed=$(pacman -Q $names ${keyring} | sed 's/^/- /' | listed)
        [[ $installed == "$list" ]] || echo "failed compare $(base64 -w0 <<<"$installed")"
        echo "installed $start $end $list"
        last=$list
      done
    }`;
}
