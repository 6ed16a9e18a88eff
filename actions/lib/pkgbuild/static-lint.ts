import type { Followed } from "../shell/index.ts";
import type { Evaluation } from "./evaluation.ts";
import { CARCH } from "./static-environment.ts";
import { overriddenIn } from "./static-overrides.ts";
import { KNOWN_OPTIONS, SCHEMA_ARCH_ARRAYS, SCHEMA_ARRAYS, SCHEMA_STRINGS } from "./static-schema.ts";

type Linted = {
  readonly evaluation: Evaluation;
  readonly shell: Followed;
  readonly files: readonly string[];
};

/** Why makepkg's lint might refuse a PKGBUILD; strict, since a container knows better what is odd. */
export function lintObjections(linted: Linted): string[] {
  return [
    ...archObjections(linted),
    ...kindObjections(linted),
    ...valueObjections(linted),
    ...functionObjections(linted.evaluation),
    ...fileObjections(linted),
  ];
}

function archObjections({ evaluation: { arch, packages }, shell }: Linted): string[] {
  const any = arch.includes("any");
  const fits = (names: readonly string[]) =>
    names.length === 0 || names[0] === "any" || names.includes(CARCH);
  const found = any && arch.length > 1 ? ["arch names any beside others"] : [];
  if (!any && (!arch.includes(CARCH) || arch.some((name) => !/^[A-Za-z0-9_]+$/.test(name))))
    found.push(`arch lacks ${CARCH}`);
  if (!any)
    for (const one of packages) if (!fits(one.arch)) found.push(`arch of ${one.pkgname} lacks ${CARCH}`);
  for (const name of shell.names) {
    const [, base = "", suffix = ""] = /^([a-z0-9]+)_(\w+)$/.exec(name) ?? [];
    const isSchema = SCHEMA_ARRAYS.includes(base) || SCHEMA_STRINGS.includes(base);
    if (!arch.includes(suffix) || !isSchema || shell.kindOf(name) === "unset") continue;
    if (suffix === "any" || !SCHEMA_ARCH_ARRAYS.includes(base)) found.push(`${name} cannot be`);
  }
  return found;
}

/** Arrays are arrays, and texts are texts. */
function kindObjections({ evaluation: { arch }, shell }: Linted): string[] {
  const arrays = [
    ...SCHEMA_ARRAYS,
    ...SCHEMA_ARCH_ARRAYS.flatMap((name) => arch.map((suffix) => `${name}_${suffix}`)),
  ];
  const isOdd = (name: string, kind: string) => !["unset", kind].includes(shell.kindOf(name));
  return [
    ...arrays.filter((name) => isOdd(name, "list")).map((name) => `${name} is no array`),
    ...SCHEMA_STRINGS.filter((name) => isOdd(name, "text")).map((name) => `${name} is an array`),
  ];
}

function valueObjections({ evaluation, shell }: Linted): string[] {
  const { arch } = evaluation;
  const found: string[] = [];
  for (const name of SCHEMA_ARRAYS)
    for (const own of [name, ...arch.map((suffix) => `${name}_${suffix}`)]) {
      const values = shell.elementsOf(own);
      if (values === null) found.push(`what ${own} holds is not known`);
      for (const value of values ?? [])
        if (value === "" || !fits(name, value))
          found.push(`${own} holds ${JSON.stringify(value.slice(0, 80))}`);
    }
  const texts = SCHEMA_STRINGS.map((name) => shell.textOf(name));
  const all = JSON.stringify([evaluation, texts]);
  if (/\\u00[01][0-9a-f]|\\[bfnrt]|[\u007f-\u009f]/.test(all)) found.push("a value holds control characters");
  if (!/^[0-9]*$/.test(shell.textOf("epoch") ?? "?")) found.push("epoch is no number");
  return found;
}

const NAME = /^(?![-.])[A-Za-z0-9+_.@-]+$/;

function fits(name: string, value: string): boolean {
  if (name === "options") return KNOWN_OPTIONS.has(value);
  if (name === "backup") return !value.startsWith("/");
  if (name === "provides") return !/[<>]/.test(value) && isRelation(value, /=(?!.*=)/);
  if (name === "optdepends") return isRelation(value.replace(/:\s.*$/s, ""), /[<>]=?|=/);
  return name === "conflicts" || name.endsWith("depends") ? isRelation(value, /[<>]=?|=/) : true;
}

function isRelation(value: string, operator: RegExp): boolean {
  const at = value.search(operator);
  if (at < 0) return NAME.test(value);
  const version = value.slice(at).replace(operator, "");
  return (
    NAME.test(value.slice(0, at)) &&
    /^(?:[0-9]*:)?[^\s/:-]+(?:-[0-9]+(?:\.[0-9]+)?)?$/.test(version) &&
    /^[\x21-\x7e]+$/.test(version)
  );
}

function functionObjections({ functions, packages }: Evaluation): string[] {
  const has = (name: string) => functions.includes(name);
  const names = packages.map(({ pkgname }) => pkgname);
  if (names.length === 1) {
    const own = has(`package_${names[0]}`);
    if (own && has("package")) return ["it has two package functions"];
    return has("build") && !own && !has("package") ? ["it has no package function"] : [];
  }
  return [
    ...(has("package") ? ["it has a package function too many"] : []),
    ...names.filter((name) => !has(`package_${name}`)).map((name) => `package_${name} is missing`),
  ];
}

/** Scriptlets and changelogs must be there. */
function fileObjections({ evaluation: { packages }, shell, files }: Linted): string[] {
  const there = new Set(files);
  const named = ["install", "changelog"].map((name) => shell.textOf(name) ?? "?");
  for (const { pkgname } of packages) {
    const overridden = overriddenIn(shell, pkgname);
    named.push(overridden("install")?.[0] ?? "", overridden("changelog")?.[0] ?? "");
  }
  return [...new Set(named)]
    .filter((file) => file !== "" && !there.has(file))
    .map((file) => `${file} is not in the folder`);
}
