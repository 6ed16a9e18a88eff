import { createReadStream } from "node:fs";
import { mkdtempDisposable, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type PackageContents, type TarSource, writeTar } from "../archive/index.ts";
import { type Candidate, parseDependency, satisfies } from "../pkgbuild/index.ts";
import { databaseEntry, writeDatabases } from "../repository/index.ts";
import type { Container } from "../sandbox/index.ts";
import { LAYOUT } from "./layout.ts";
import { type PhaseContext, runIn } from "./phase-command.ts";
import { infrastructureFault, PhaseFailure } from "./phase-failure.ts";

/** A package file of this machine that has been read and accepted. */
export type LocalPackage = { readonly path: string; readonly contents: PackageContents };

/** A package that this repository could give: one of this run, or a published one that is fetched when asked. */
export type Supply = Candidate & {
  /** Null: it cannot be had, and what needs it does without. */
  read(): Promise<LocalPackage | null>;
};

/**
 * The packages of this repository that `dependencies` lead to, each fetched and read once. What the
 * distribution has under the very name is left to pacman, which looks for names before provisions.
 */
export async function requiredPackages(
  dependencies: readonly string[],
  supplies: readonly Supply[],
): Promise<readonly LocalPackage[]> {
  const chosen = new Map<string, LocalPackage | null>();
  const asked = [...dependencies];
  for (const text of asked) {
    for (const supply of suppliersOf(text, supplies)) {
      if (chosen.has(supply.pkgname)) continue;
      const local = await supply.read();
      chosen.set(supply.pkgname, local);
      asked.push(...(local?.contents.info.depends ?? []));
    }
  }
  return [...chosen.values()].filter((local) => local !== null);
}

function suppliersOf(text: string, supplies: readonly Supply[]): readonly Supply[] {
  const dependency = parseDependency(text);
  const satisfying = supplies.filter((supply) => satisfies(dependency, supply));
  const named = satisfying.filter((supply) => supply.pkgname === dependency.name);
  return named.length > 0 ? named : satisfying;
}

/** Which of `dependencies` none of the packages at hand satisfies: pacman has to find them elsewhere. */
export function unsatisfiedBy(
  packages: readonly LocalPackage[],
  dependencies: readonly string[],
): readonly string[] {
  const candidates = packages.map((local) => local.contents.info);
  return [...new Set(dependencies)].filter((text) => {
    const dependency = parseDependency(text);
    return !candidates.some((candidate) => satisfies(dependency, candidate));
  });
}

export function namesOf(packages: readonly LocalPackage[]): string[] {
  return packages.map(({ contents }) => contents.info.pkgname);
}

export function dependenciesOf(packages: readonly LocalPackage[]): string[] {
  return packages.flatMap(({ contents }) => contents.info.depends);
}

/** Whether something has another name than each of `packages`. */
export function isNoneOf(packages: readonly LocalPackage[]): (one: { readonly pkgname: string }) => boolean {
  const names = new Set(namesOf(packages));
  return ({ pkgname }) => !names.has(pkgname);
}

export type LocalRepository = {
  /** The name that users know it by. */
  readonly name: string;
  readonly packages: readonly LocalPackage[];
};

/**
 * Tells the container's pacman of this repository, before all others, so that a name which it has is taken from
 * it. Nothing is signed there: the packages come from this run or were checked against the published hashes.
 */
export async function nameRepository(
  container: Container,
  name: string,
  context: PhaseContext,
): Promise<void> {
  const command = { as: "root", script: ADD_SECTION, arguments: [name, LAYOUT.repository] } as const;
  const { exit } = await runIn(container, command, context);
  if (exit === 0) return;
  const reason = "the image's /etc/pacman.conf could not be edited";
  throw new PhaseFailure(context.log.phase, infrastructureFault(reason));
}

const ADD_SECTION = `
install -d -m 755 "$2" || exit
section="[$1]"$'\n'"SigLevel = Never"$'\n'"Server = file://$2"$'\n'
text= added=
while IFS= read -r line || [[ $line ]]; do
  if [[ ! $added && $line == "["* && $line != "[options]"* ]]; then text+=$section added=1; fi
  text+=$line$'\n'
done < /etc/pacman.conf
[[ $added ]] || text+=$section
printf %s "$text" > /etc/pacman.conf
`;

/** Puts packages and database where the container's pacman fetches them from by `-Sy`. */
export async function fillRepository(container: Container, repository: LocalRepository): Promise<void> {
  const database = await databaseOf(repository, LAYOUT.repository);
  await container.put("/", writeTar(membersOf(database, repository.packages)));
}

/**
 * For a container without network: the database where `-Sy` would have left it. Files that are `there` already, of a
 * database before, stay.
 */
export async function stockRepository(
  container: Container,
  repository: LocalRepository,
  there: readonly LocalPackage[] = [],
): Promise<void> {
  const database = await databaseOf(repository, "/var/lib/pacman/sync");
  const known = new Set(there.map(({ path }) => path));
  const missing = repository.packages.filter(({ path }) => !known.has(path));
  await container.put("/", writeTar(membersOf(database, missing)));
}

async function databaseOf({ name, packages }: LocalRepository, folder: string): Promise<TarSource> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), "autorepo-database-"));
  const add = packages.map((local) => databaseEntry(local.contents, basename(local.path)));
  const { db } = await writeDatabases({ name, base: null, keep: () => false, add, folder: scratch.path });
  return { ...fileAt(join(folder, `${name}.db`)), content: await readFile(db.file) };
}

async function* membersOf(database: TarSource, packages: readonly LocalPackage[]): AsyncGenerator<TarSource> {
  yield database;
  for (const { path } of packages) {
    const { size } = await stat(path);
    const content = { bytes: size, stream: createReadStream(path) };
    yield { ...fileAt(join(LAYOUT.repository, basename(path))), content };
  }
}

/** Readable by everyone: pacman downloads as a user of its own (pacman.conf(5), DownloadUser). */
function fileAt(path: string): Pick<TarSource, "path" | "mode"> & { readonly type: "file" } {
  return { path: path.slice(1), type: "file", mode: 0o644 };
}
