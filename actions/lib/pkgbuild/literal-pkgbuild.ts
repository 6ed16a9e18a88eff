import type { Evaluation } from "./evaluation.ts";
import { PkgbuildError } from "./pkgbuild-error.ts";
import { sourceProtocol } from "./sources.ts";

/**
 * A PKGBUILD of quoted literals with which `makepkg --verifysource`, beside the package's other files, fetches
 * and verifies exactly the sources of the original, without any of its code. Its only package has the name of
 * the pkgbase. Throws PkgbuildError "not-literal" where the original brings its own download programs or writes
 * a source file while it is read.
 */
export function literalPkgbuild(evaluation: Evaluation): string {
  requireLiteral(evaluation);
  const arrays = evaluation.sources.flatMap(({ suffix, sources, sums }) => [
    array(`source${suffix}`, sources),
    ...sums.map(({ algorithm, values }) => array(`${algorithm}sums${suffix}`, values)),
  ]);
  const lines = [
    `pkgname=${quoted(evaluation.pkgbase)}`,
    `pkgver=${quoted(evaluation.pkgver)}`,
    `pkgrel=${quoted(evaluation.pkgrel)}`,
    ...(evaluation.epoch === null ? [] : [`epoch=${quoted(evaluation.epoch)}`]),
    array("arch", evaluation.arch),
    array("noextract", evaluation.noextract),
    array("validpgpkeys", evaluation.validpgpkeys),
    ...arrays,
  ];
  return `${lines.join("\n")}\n`;
}

function requireLiteral({ changed, written, sources }: Evaluation): void {
  const agents = changed.filter((setting) => setting !== "PKGEXT");
  if (agents.length > 0)
    throw new PkgbuildError(
      "not-literal",
      `The PKGBUILD sets its own ${agents.join(" and ")}: such programs would run with network, so its sources ` +
        "are not fetched. Ask upstream for plain source addresses.",
    );
  const local = new Set(
    sources.flatMap((array) => array.sources.filter((source) => sourceProtocol(source) === "local")),
  );
  const made = written.find((file) => local.has(file));
  if (made)
    throw new PkgbuildError(
      "not-literal",
      `The PKGBUILD writes its source ${JSON.stringify(made)} while it is read. Ask upstream to commit that file.`,
    );
}

function array(name: string, values: readonly string[]): string {
  return `${name}=(${values.map(quoted).join(" ")})`;
}

/** A bash word that means exactly this text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
