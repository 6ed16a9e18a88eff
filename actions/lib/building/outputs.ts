import { rm } from "node:fs/promises";
import { join } from "node:path";
import { admitPackages, leftOutNames, leftOutNotes } from "../admission/index.ts";
import { ArchiveError, PACKAGE_LIMITS, readPackage, receiveFiles } from "../archive/index.ts";
import type { BuiltPackage } from "../documents/index.ts";
import type { Entry } from "../packages-yaml/packages-yaml.ts";
import type { Evaluation } from "../pkgbuild/index.ts";
import type { Container } from "../sandbox/index.ts";
import type { BuildContext } from "./build-context.ts";
import { LAYOUT } from "./layout.ts";
import type { LocalPackage } from "./local-repository.ts";
import { inWords, type PhaseContext } from "./phase-command.ts";
import { PhaseFailure, packageFault } from "./phase-failure.ts";

export type OutputRequest = {
  readonly entry: Entry;
  /** Of the pinned PKGBUILD, before any of its code ran. */
  readonly evaluation: Pick<Evaluation, "pkgbase" | "packages">;
  /** What the build was to have, after pkgver() and sub-release. */
  readonly version: string;
  /** Existing folder of this machine. */
  readonly folder: string;
  readonly context: Pick<BuildContext, "manifest" | "distribution">;
};

/**
 * Takes the packages out of the container and accepts them only if they are what the entry may publish; whatever
 * the build printed counts for nothing.
 *
 * @throws PhaseFailure
 */
export async function takePackages(
  container: Pick<Container, "take">,
  request: OutputRequest,
  phase: PhaseContext,
): Promise<readonly LocalPackage[]> {
  try {
    const files = await receiveFiles({
      tar: container.take(LAYOUT.packages),
      folder: request.folder,
      accepts: (name) => name.endsWith(".pkg.tar.zst"),
      limits: { ...PACKAGE_LIMITS, members: MOST_PACKAGES },
    });
    const read = await readEach(files, request.folder, phase);
    const accepted = admit(withoutLeftOut(read, request), request, phase);
    // What is left in the folder is handed over, and publish takes nothing that the result does not name.
    const left = read.filter((one) => !accepted.includes(one));
    await Promise.all(left.map(({ path }) => rm(path)));
    return accepted;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    throw new PhaseFailure("build", {
      reason: `packages refused: ${error.message}`,
      fault: "package",
      cause: error,
    });
  }
}

/** A kernel with all its modules has fewer; a split package of fonts has 300. */
const MOST_PACKAGES = 1000;

type ReadFile = LocalPackage & { readonly file: string };

/**
 * One after the other, and within the package's time: a file of some kilobytes may want minutes, 128 MiB for its
 * compression alone, and a long list of names to be kept.
 */
async function readEach(
  files: readonly { readonly name: string }[],
  folder: string,
  { bounds }: PhaseContext,
): Promise<readonly ReadFile[]> {
  const read: ReadFile[] = [];
  let members = 0;
  for (const { name } of files) {
    bounds.signal.throwIfAborted();
    if (performance.now() > bounds.deadline)
      throw new ArchiveError("limit", `reading them takes longer than ${inWords(bounds.timeoutSeconds)}`);
    const path = join(folder, name);
    const contents = await readPackage(path);
    members += contents.files.length;
    if (members > MOST_MEMBERS) throw new ArchiveError("limit", `more than ${MOST_MEMBERS} files in all`);
    read.push({ file: name, path, contents });
  }
  return read;
}

/** Twice what one package may have: all of TeX has 300,000. */
const MOST_MEMBERS = 1_000_000;

/** Only what the PKGBUILD announced can be left out: anything else is refused. */
function withoutLeftOut(
  read: readonly ReadFile[],
  { entry, evaluation }: OutputRequest,
): readonly ReadFile[] {
  const left = new Set(leftOutNames(evaluation.packages, entry));
  return read.filter(({ contents }) => !left.has(contents.info.pkgname));
}

function admit(
  read: readonly ReadFile[],
  { entry, evaluation, version, context }: OutputRequest,
  { log }: PhaseContext,
): readonly ReadFile[] {
  const published = (context.manifest?.entries ?? []).flatMap(({ built }) => built?.packages ?? []);
  const { admitted, problems, notes } = admitPackages({
    entry,
    pkgbase: evaluation.pkgbase,
    packages: read,
    published: new Map(published.map(({ pkgname, version: before }) => [pkgname, before])),
    distribution: context.distribution,
  });
  for (const note of [...leftOutNotes(evaluation.packages, entry), ...notes]) log.note(note);
  const other = admitted.find(({ contents }) => contents.info.version !== version);
  const wrong = other
    ? [`${other.contents.info.pkgname} has version ${other.contents.info.version} and was to have ${version}`]
    : problems;
  if (wrong.length > 0)
    throw new PhaseFailure("build", packageFault(`packages refused: ${wrong.join("; ")}`));
  const accepted = new Set(admitted.map(({ file }) => file));
  return read.filter(({ file }) => accepted.has(file));
}

/** A package as the result document has it. */
export function describePackage({ path, contents }: LocalPackage): BuiltPackage {
  const { info, sha256, bytes, offers, needs, observations } = contents;
  return {
    pkgname: info.pkgname,
    version: info.version,
    arch: info.arch,
    file: path.slice(path.lastIndexOf("/") + 1),
    sha256,
    bytes,
    offers,
    needs,
    members: observations,
  };
}
