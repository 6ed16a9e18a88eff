import type { VcsCommit } from "../documents/index.ts";
import type { Allowance } from "../packages-yaml/packages-yaml.ts";
import {
  type Evaluation,
  literalPkgbuild,
  movingSources,
  objectionToSources,
  PkgbuildError,
} from "../pkgbuild/index.ts";
import type { Container } from "../sandbox/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import { unpackTree } from "./evaluate.ts";
import { LAYOUT } from "./layout.ts";
import { reasonOfSources } from "./makepkg-reasons.ts";
import { CHECKED_ALREADY } from "./makepkg-settings.ts";
import { type PhaseContext, runIn } from "./phase-command.ts";
import { PhaseFailure, packageFault } from "./phase-failure.ts";
import { treeArchive } from "./tree-archive.ts";

export type SourcesRequest = {
  readonly tree: PackageTree;
  readonly evaluation: Evaluation;
  readonly allow: readonly Allowance[];
  readonly environment: Readonly<Record<string, string>>;
};

/**
 * Fetches and verifies the sources by makepkg itself, with a PKGBUILD that consists of the evaluated literals:
 * nothing of upstream's code runs where there is a network.
 *
 * @throws PhaseFailure
 */
export async function fetchSources(
  container: Container,
  request: SourcesRequest,
  context: PhaseContext,
): Promise<void> {
  const { tree, evaluation, environment } = request;
  if (allSources(evaluation).length === 0) {
    context.log.note("the package has no sources");
    return context.log.exited(0);
  }
  const paths = tree.files.map(({ path }) => path);
  const objection = objectionToSources(allSources(evaluation), paths);
  if (objection !== null) throw new PhaseFailure("sources", packageFault(objection));
  const keys = evaluation.validpgpkeys;
  const unusable = keys.find((key) => !/^[0-9A-F]{40}$/.test(key));
  if (unusable !== undefined) {
    const reason = `validpgpkeys has ${JSON.stringify(unusable.slice(0, 80))}: it must be a full fingerprint, 40 hex digits in capitals`;
    throw new PhaseFailure("sources", packageFault(reason));
  }
  await unpackTree(container, treeArchive(tree, literals(evaluation)), context);
  const { exit, said } = await runIn(
    container,
    {
      as: "builder",
      script: FETCH,
      arguments: [request.allow.includes("unsigned-source") ? "--skippgpcheck" : "", ...keys],
      environment: { ...environment, ...CHECKED_ALREADY },
      terminal: true,
    },
    context,
  );
  if (exit !== 0) throw new PhaseFailure("sources", reasonOfSources(exit, said()));
}

function literals(evaluation: Evaluation): Uint8Array {
  try {
    return new TextEncoder().encode(literalPkgbuild(evaluation));
  } catch (error) {
    if (!(error instanceof PkgbuildError)) throw error;
    throw new PhaseFailure("sources", { reason: error.message, fault: "package", cause: error });
  }
}

/** Of all architectures' arrays that apply. */
export function allSources(evaluation: Evaluation): readonly string[] {
  return evaluation.sources.flatMap(({ sources }) => sources);
}

/**
 * Keys that the package brings come first, then keyservers are asked by full fingerprint: makepkg itself
 * accepts a signature only by a key of validpgpkeys. Daemons that gpg started are ended, since their sockets
 * would be carried along.
 */
const FETCH = `
skip=$1; shift
cd ${LAYOUT.tree} || exit
if (( $# )) && [[ ! $skip ]]; then
  chmod 700 "$GNUPGHOME"
  for key in keys/pgp/*.asc; do
    [[ -f $key ]] && gpg --batch --quiet --import "$key" 2>&1
  done
  for fingerprint; do
    for server in hkps://keyserver.ubuntu.com hkps://keys.openpgp.org; do
      gpg --batch --quiet --list-keys "$fingerprint" >/dev/null 2>&1 && break
      timeout 30 gpg --batch --keyserver "$server" --recv-keys "$fingerprint" 2>&1
    done
  done
fi
makepkg --verifysource --noconfirm $skip
status=$?
(( $# )) && gpgconf --kill all 2>/dev/null
find "$GNUPGHOME" -type s -delete
exit $status
`;

/**
 * The commits really fetched of sources that follow a branch, read where no upstream code ran.
 *
 * @throws PhaseFailure when a fetched repository does not have what its source names
 */
export async function fetchedCommits(
  container: Container,
  evaluation: Evaluation,
  context: PhaseContext,
): Promise<readonly VcsCommit[]> {
  const moving = movingSources({ pkgbase: evaluation.pkgbase, sources: allSources(evaluation) });
  if (moving.length === 0) return [];
  const { exit, stdout } = await runIn(
    container,
    {
      as: "builder",
      script: READ_COMMITS,
      arguments: moving.flatMap(({ kind, folder, branch }) => [kind, folder, branch ?? ""]),
      quiet: true,
    },
    context,
  );
  const commits = new TextDecoder().decode(stdout).split("\n");
  return moving.map(({ source }, index) => {
    const commit = commits[index]?.trim();
    if (exit === 0 && commit) return { source, commit };
    throw new PhaseFailure("sources", packageFault(`cannot tell which commit of ${source} was fetched`));
  });
}

const READ_COMMITS = `
while (( $# )); do
  cd "${LAYOUT.sources}/$2" || exit
  case $1 in
    git) git rev-parse "\${3:-HEAD}^{commit}" ;;
    hg) hg identify --id --debug -r "\${3:-default}" ;;
    svn) svn info --show-item revision ;;
    bzr) bzr revno ;;
    fossil) fossil info "\${3:-trunk}" | sed -n 's/^hash: *\\([0-9a-f]*\\).*/\\1/p' ;;
  esac || exit
  shift 3
done
`;
