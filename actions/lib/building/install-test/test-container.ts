import type { Container } from "../../sandbox/index.ts";
import { PACMAN_OF_IMAGE } from "../dependencies.ts";
import { nameRepository } from "../local-repository.ts";
import { quotedErrors, reasonOfPacman } from "../pacman-reasons.ts";
import { type PhaseContext, runIn } from "../phase-command.ts";
import { PhaseFailure } from "../phase-failure.ts";

/** What every container of an install test gets from the one that fetched. */
export const TEST_CACHE = "/var/cache/pacman/test";
const SYNC_DATABASES = "/var/lib/pacman/sync";

/**
 * Sets apart, in the container that has network, exactly the package files that a fresh container of the image
 * needs for these dependencies, downloading what only the built packages name. The versions are those of the
 * build: the databases are not asked for again.
 *
 * @returns null, or pacman's words where it has not got them
 */
export async function collectDependencies(
  fetched: Container,
  dependencies: readonly string[],
  context: PhaseContext,
): Promise<string | null> {
  const script = COLLECT;
  const command = { as: "root", script, arguments: dependencies, quiet: true } as const;
  const { exit, stdout, stderr, said } = await runIn(fetched, command, context);
  context.log.write(stdout);
  context.log.write(stderr);
  return exit === 0 ? null : quotedErrors(said());
}

const COLLECT = `
pacman_of_image() { ${PACMAN_OF_IMAGE} "$@"; }
rm -rf ${TEST_CACHE} && install -d -m 755 ${TEST_CACHE} || exit
pacman_of_image -Suw --needed -- "$@" || exit
files=$(pacman_of_image -Sup --needed --print-format %f -- "$@") || exit
for file in $files; do
  for kept in /var/cache/pacman/pkg/"$file"{,.sig}; do
    [[ ! -f $kept ]] || ln -f "$kept" ${TEST_CACHE}/ || exit
  done
done
`;

export type TestSupply = {
  /** The container that has network and pacman's cache; no code of upstream ever ran in it. */
  readonly fetched: Container;
  /** Name of the repository that the packages will be published in. */
  readonly repository: string;
};

/**
 * Makes a fresh container ready that was opened with OPEN_UP: databases and dependencies carried in, the image brought
 * to their versions, pacman told of the repository.
 *
 * @throws PhaseFailure
 */
export async function furnish(
  container: Container,
  { fetched, repository }: TestSupply,
  context: PhaseContext,
): Promise<void> {
  await fetched.carry([SYNC_DATABASES, TEST_CACHE], container);
  const upgrade = await runIn(container, { as: "root", script: UPGRADE }, context);
  if (upgrade.exit !== 0) throw new PhaseFailure("install-test", reasonOfPacman(upgrade.said()));
  await nameRepository(container, repository, context);
}

/** What such a container is opened with: nothing is left out when a package is unpacked, as images do (NoExtract). */
export const OPEN_UP = `
sed -i 's/^[[:space:]]*NoExtract/#&/' /etc/pacman.conf
install -d -m 755 ${TEST_CACHE}
`;
const OFFLINE_PACMAN = `pacman --noconfirm --noprogressbar --cachedir ${TEST_CACHE}`;
const UPGRADE = `${OFFLINE_PACMAN} -Su`;

/**
 * A script that installs files by `pacman -U`; their dependencies come from what was carried in. ldconfig, which pacman
 * runs, knows a library again by inode, size and second (glibc, elf/cache.c): one that took the place of another within
 * a second would keep that one's soname.
 */
export const INSTALL = `
rm -f /var/cache/ldconfig/aux-cache
exec ${OFFLINE_PACMAN} -U -- "$@"`;
