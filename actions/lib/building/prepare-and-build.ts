import type { NetworkLevel } from "../packages-yaml/packages-yaml.ts";
import {
  chooseRelease,
  type Evaluation,
  isVcsSource,
  withPackageFormat,
  withRelease,
} from "../pkgbuild/index.ts";
import type { Container } from "../sandbox/index.ts";
import type { PackageTree } from "../upstream/index.ts";
import { evaluateFolder } from "./evaluate.ts";
import { LAYOUT } from "./layout.ts";
import { reasonOfMakepkg } from "./makepkg-reasons.ts";
import { CHECKED_ALREADY } from "./makepkg-settings.ts";
import { type PhaseContext, runIn } from "./phase-command.ts";
import { PhaseFailure, packageFault } from "./phase-failure.ts";
import { allSources } from "./sources.ts";

export type MakepkgRequest = {
  readonly tree: PackageTree;
  readonly evaluation: Evaluation;
  readonly network: NetworkLevel;
  readonly withoutCheck: boolean;
  readonly unsignedSource: boolean;
  readonly environment: Readonly<Record<string, string>>;
  /** pkgname to the greatest version ever published. */
  readonly highest: Readonly<Record<string, string>>;
};

/**
 * `makepkg -o` by the builder: extracts the carried sources after verifying them once more, runs prepare() and
 * pkgver(). Returns the version that the build will have.
 *
 * @throws PhaseFailure
 */
export async function prepare(
  container: Container,
  request: MakepkgRequest,
  context: PhaseContext,
): Promise<string> {
  const online = request.network !== "none";
  if (online) await container.connect();
  const flags = ["--nobuild", ...flagsOf(request)];
  await makepkg(container, { ...request, phase: "prepare", flags }, context);
  await container.killBuilder();
  if (request.network === "prepare") await container.disconnect();
  return settleVersion(container, request, context);
}

/**
 * `makepkg -e` by the builder: build(), check() and package() in what `prepare` left. Afterwards nothing of the
 * builder runs any more, and the network is off.
 *
 * @throws PhaseFailure
 */
export async function build(
  container: Container,
  request: MakepkgRequest,
  context: PhaseContext,
): Promise<void> {
  const flags = ["--noextract", "--force", ...flagsOf(request)];
  const environment = { ...request.environment, ...CHECKED_ALREADY };
  await makepkg(container, { ...request, environment, phase: "build", flags }, context);
  await container.killBuilder();
  if (request.network === "build") await container.disconnect();
}

/** The PKGBUILD that is built: upstream's bytes, except for the format of package files. */
export function pkgbuildOf(tree: PackageTree, evaluation: Evaluation): Uint8Array {
  const original = tree.files.find((file) => file.path === "PKGBUILD")?.content ?? new Uint8Array();
  // Latin-1 keeps every byte as it is.
  const text = Buffer.from(original).toString("latin1");
  return Buffer.from(withPackageFormat(text, evaluation), "latin1");
}

/** `--holdver`: sources stay as they were fetched; it does not stop pkgver(). */
function flagsOf({ withoutCheck, unsignedSource }: MakepkgRequest): string[] {
  return [
    "--holdver",
    "--noconfirm",
    ...(withoutCheck ? ["--nocheck"] : []),
    ...(unsignedSource ? ["--skippgpcheck"] : []),
  ];
}

type MakepkgRun = MakepkgRequest & {
  readonly phase: "prepare" | "build";
  readonly flags: readonly string[];
};

async function makepkg(container: Container, run: MakepkgRun, context: PhaseContext): Promise<void> {
  const { phase, network, flags, environment } = run;
  const { exit, said } = await runIn(
    container,
    {
      as: "builder",
      script: `cd ${LAYOUT.tree} && exec makepkg "$@"`,
      arguments: flags,
      environment,
      terminal: true,
    },
    context,
  );
  if (exit === 0) return;
  const reason = reasonOfMakepkg(exit, said(), { phase, network, limits: context.bounds.limits });
  throw new PhaseFailure(phase, reason);
}

/**
 * Looks at what pkgver() made of the version, and sets a sub-release where that version was published before
 * (product.md, "publish": clients upgrade only to something greater).
 */
async function settleVersion(
  container: Container,
  { tree, evaluation, highest }: MakepkgRequest,
  context: PhaseContext,
): Promise<string> {
  const names = evaluation.packages.map(({ pkgname }) => pkgname);
  const published = names.flatMap((name) => (Object.hasOwn(highest, name) ? [highest[name] ?? ""] : []));
  const release = (version: string) => chooseRelease({ version, published });
  if (!evaluation.functions.includes("pkgver") && release(evaluation.version) === null)
    return evaluation.version;
  const pkgbuild = await readPkgbuild(container, context);
  const unchanged = Buffer.compare(pkgbuildOf(tree, evaluation), pkgbuild) === 0;
  const now = unchanged ? evaluation : await evaluateFolder(container, context);
  // Of a pinned repository too: "git describe --long" says more than the tag that `pkgver=` names.
  if (now.version !== evaluation.version && !allSources(evaluation).some(isVcsSource)) {
    const reason = `pkgver() made ${now.version} of ${evaluation.version}, but no source is a repository: the version must be the one that was reviewed`;
    throw new PhaseFailure("prepare", packageFault(reason));
  }
  const pkgrel = release(now.version);
  if (pkgrel === null) return now.version;
  const text = withRelease(Buffer.from(pkgbuild).toString("latin1"), { version: now.version, pkgrel });
  await writePkgbuild(container, Buffer.from(text, "latin1"), context);
  context.log.note(
    `${now.version} or a greater one was published before: this build becomes release ${pkgrel}`,
  );
  return now.version.replace(/-[^-]*$/, `-${pkgrel}`);
}

async function readPkgbuild(container: Container, context: PhaseContext): Promise<Uint8Array> {
  const script = `exec head -c ${LARGEST_PKGBUILD_BYTES} ${LAYOUT.tree}/PKGBUILD`;
  const { stdout } = await runIn(container, { as: "builder", script, seconds: 60, quiet: true }, context);
  return stdout;
}

async function writePkgbuild(container: Container, text: Uint8Array, context: PhaseContext): Promise<void> {
  const input = (async function* () {
    yield text;
  })();
  const script = `exec cat > ${LAYOUT.tree}/PKGBUILD`;
  const { exit } = await runIn(container, { as: "builder", script, input, seconds: 60 }, context);
  if (exit === 0) return;
  const reason = "the PKGBUILD could not be written after prepare(): something made it read-only";
  throw new PhaseFailure("prepare", packageFault(reason));
}

const LARGEST_PKGBUILD_BYTES = 8 * 1024 * 1024;
