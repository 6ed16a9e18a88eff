import type { Metadata } from "../documents/index.ts";
import type { Container } from "../sandbox/index.ts";
import { reasonOfPacman, troubleOf } from "./pacman-reasons.ts";
import { type PhaseContext, runIn } from "./phase-command.ts";
import { PhaseFailure } from "./phase-failure.ts";

/** What pacman is asked for before a build; what the package's own parts give each other is left out. */
export function buildDependencies(metadata: Metadata, withoutCheck: boolean): string[] {
  const own = new Set(
    metadata.packages.flatMap(({ pkgname, provides }) => [pkgname, ...provides.map(nameOf)]),
  );
  const wanted = [
    ...metadata.packages.flatMap(({ depends }) => depends),
    ...metadata.makedepends,
    ...(withoutCheck ? [] : metadata.checkdepends),
  ];
  return [...new Set(wanted)].filter((dependency) => !own.has(nameOf(dependency)));
}

/** What the install test needs beside the packages themselves, known before they are built. */
export function runtimeDependencies(metadata: Metadata): string[] {
  return buildDependencies({ ...metadata, makedepends: [], checkdepends: [] }, true);
}

function nameOf(dependency: string): string {
  return dependency.replace(/[<>=].*$/s, "");
}

/**
 * Downloads all dependencies into pacman's cache in one transaction with fresh databases. A mirror that moved
 * on meanwhile and an image older than a packager's key are each given their remedy (Arch wiki, "pacman/Package
 * signing", "Upgrading the system regularly").
 *
 * @throws PhaseFailure
 */
export async function downloadDependencies(
  container: Container,
  dependencies: readonly string[],
  context: PhaseContext,
): Promise<void> {
  const ask = (script: string) =>
    runIn(container, { as: "root", script, arguments: ["base-devel", ...dependencies] }, context);
  let words = "";
  for (const attempt of [1, 2, 3]) {
    const { exit, said } = await ask(attempt === 1 ? DOWNLOAD : DOWNLOAD_AGAIN);
    if (exit === 0) return;
    words = said();
    const trouble = troubleOf(words);
    if (trouble === "package") break;
    if (trouble === "keyring") await ask(UPDATE_KEYRING);
    context.log.note(`trying again (${trouble})`);
  }
  throw new PhaseFailure("dependencies", reasonOfPacman(words));
}

/** `--color` because there is no terminal: progress bars would fill the log. */
const PACMAN = "pacman --noconfirm --noprogressbar --color always";
/** Once clients are installed, what the image alone has installed is still what a download counts from. */
const IMAGE_DATABASE = "/var/lib/autorepo";
export const PACMAN_OF_IMAGE = `
database=/var/lib/pacman
[[ -d ${IMAGE_DATABASE} ]] && database=${IMAGE_DATABASE}
${PACMAN} --dbpath "$database"`;
const DOWNLOAD = `${PACMAN_OF_IMAGE} -Syuw --needed -- "$@"`;
const DOWNLOAD_AGAIN = `${PACMAN_OF_IMAGE} -Syyuw --needed -- "$@"`;
const UPDATE_KEYRING = `${PACMAN} -Sy --needed archlinux-keyring`;

/**
 * Installs clients of version control in the container that fetches sources. What the image had installed is
 * remembered first, so that a later download still counts from there.
 *
 * @throws PhaseFailure
 */
export async function installClients(
  container: Container,
  clients: readonly string[],
  context: PhaseContext,
): Promise<void> {
  if (clients.length === 0) return;
  const command = { as: "root", script: INSTALL_CLIENTS, arguments: clients } as const;
  for (const attempt of [1, 2]) {
    const { exit, said } = await runIn(container, command, context);
    if (exit === 0) return;
    if (attempt === 2 || troubleOf(said()) === "package") {
      throw new PhaseFailure("dependencies", reasonOfPacman(said()));
    }
  }
}

const INSTALL_CLIENTS = `
pacman -Qq -- "$@" >/dev/null 2>&1 && exit
if [[ ! -d ${IMAGE_DATABASE} ]]; then
  mkdir ${IMAGE_DATABASE} && cp -r /var/lib/pacman/local ${IMAGE_DATABASE}/ || exit
  ln -s /var/lib/pacman/sync ${IMAGE_DATABASE}/sync
fi
${PACMAN} -Syu --needed -- "$@"
`;

/**
 * Installs the dependencies from the carried cache, without network. A dependency that cannot be had is quoted
 * from pacman.
 *
 * @throws PhaseFailure
 */
export async function installDependencies(
  container: Container,
  dependencies: readonly string[],
  context: PhaseContext,
): Promise<void> {
  const script = `${PACMAN} -Su --needed --asdeps -- "$@"`;
  const command = { as: "root", script, arguments: ["base-devel", ...dependencies] } as const;
  const { exit, said } = await runIn(container, command, context);
  if (exit !== 0) throw new PhaseFailure("dependencies", reasonOfPacman(said()));
}
