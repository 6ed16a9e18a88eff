import { type Followed, followShell } from "../shell/index.ts";
import type { Evaluation } from "./evaluation.ts";
import { checkRules } from "./makepkg-rules.ts";
import { PkgbuildError } from "./pkgbuild-error.ts";
import { makepkgVariable, replacesFunction, SETTINGS_OF_MAKEPKG } from "./static-environment.ts";
import { gatherFacts, type StaticFacts, type Unresolved } from "./static-facts.ts";
import { lintObjections } from "./static-lint.ts";

/**
 * A PKGBUILD read without running it. "resolved": `evaluation` is what `readEvaluation` gives of it, to the letter.
 * "unresolved": what stands in the way, and of the facts those that are certain.
 */
export type StaticReading =
  | { readonly kind: "resolved"; readonly evaluation: Evaluation }
  | { readonly kind: "unresolved"; readonly unresolved: readonly Unresolved[]; readonly facts: StaticFacts };

/** `files`: the paths of the regular files in the package's folder. */
export type StaticInput = { readonly pkgbuild: string; readonly files: readonly string[] };

/**
 * What makepkg would see in a PKGBUILD, by following its text. Arrays, expansions, conditions and loops over what is
 * known are followed; what the top level would run, or ask of the machine, is said to be unresolved. Never throws.
 */
export function readStatically({ pkgbuild, files }: StaticInput): StaticReading {
  const shell = followShell(pkgbuild, { outside: makepkgVariable, files });
  const unresolved = [...obstaclesOf(pkgbuild, shell)];
  const facts = gatherFacts({ shell, pkgbuild, unresolved });
  if (!isWhole(facts)) return { kind: "unresolved", unresolved, facts };
  if (unresolved.length === 0) unresolved.push(...objections(facts, shell, files));
  return unresolved.length === 0
    ? { kind: "resolved", evaluation: facts }
    : { kind: "unresolved", unresolved, facts };
}

function isWhole(facts: StaticFacts): facts is Evaluation {
  return Object.entries(facts).every(([key, fact]) => fact !== null || key === "epoch");
}

/** What the top level does that reading cannot. */
function* obstaclesOf(pkgbuild: string, shell: Followed): Generator<Unresolved> {
  if (/[\0\r]/.test(pkgbuild)) yield { line: 1, raw: "", reason: "it holds NUL or carriage returns" };
  if (/[?*+@!]\((?![^\n]*\]\])/.test(withoutComments(pkgbuild)) && mayBeExtglob(pkgbuild))
    yield { line: 1, raw: "", reason: "it has patterns that bash reads only with extglob" };
  for (const { line, message } of shell.faults) yield { line, raw: lineOf(pkgbuild, line), reason: message };
  yield* shell.effects;
  if (shell.status !== true) {
    const line = pkgbuild.trimEnd().split("\n").length;
    yield { line, raw: lineOf(pkgbuild, line), reason: "whether its last command succeeds is not known" };
  }
  if (shell.functions === null) yield { line: 1, raw: "", reason: "which functions it defines is not known" };
  for (const name of shell.functions ?? [])
    if (replacesFunction(name)) yield { line: 1, raw: name, reason: "it replaces a function of makepkg" };
  for (const name of shell.names)
    if (SETTINGS_OF_MAKEPKG.test(name))
      yield { line: 1, raw: name, reason: "it changes a setting of makepkg" };
}

function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*#.*$/gm, "");
}

/** Outside of quotes and `${…}`, roughly: a wrong guess costs a container. */
function mayBeExtglob(text: string): boolean {
  const bare = withoutComments(text).replaceAll(/'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\$\{[^}]*\}/g, "");
  return /(?<![$\w])[?*+@!]\(|\w[?*+@!]\(/.test(bare);
}

function lineOf(text: string, line: number): string {
  return (text.split("\n")[line - 1] ?? "").slice(0, 200);
}

function objections(evaluation: Evaluation, shell: Followed, files: readonly string[]): Unresolved[] {
  const found = lintObjections({ evaluation, shell, files });
  try {
    checkRules(evaluation, shell.elementsOf("pkgname") ?? []);
  } catch (error) {
    if (!(error instanceof PkgbuildError)) throw error;
    found.push(error.message);
  }
  return found.map((reason) => ({ line: 1, raw: "", reason: `makepkg may refuse it: ${reason}` }));
}
