import type { NetworkLevel } from "../packages-yaml/packages-yaml.ts";
import { infrastructureFault, packageFault, type Reason } from "./phase-failure.ts";

/** Exit codes that say by themselves what is wrong (makepkg(8), "Errors"). */
const EXIT_REASONS: ReadonlyMap<number, string> = new Map([
  [2, "makepkg's configuration in the image is not valid"],
  [5, "no package was made of one that the PKGBUILD names"],
  [6, "a source or install file that the PKGBUILD names is missing"],
  [7, "PKGDEST or another folder of the build is missing"],
  [8, "makepkg found dependencies missing that pacman had not been asked for"],
  [12, "makepkg cannot read the PKGBUILD"],
  [15, "a program that makepkg needs is missing: add it to makedepends"],
  [16, "makepkg could not make a signature"],
]);

/** Why `makepkg -o` or `makepkg -e` failed, read from its own text; the exit code says only that it did. */
export function reasonOfMakepkg(exit: number, text: string, context: MakepkgContext): Reason {
  const lines = linesOf(text);
  const failedFunction = /A failure occurred in ([\w@.+-]+)\(\)/.exec(text)?.[1] ?? null;
  const what = failedFunction
    ? `${failedFunction}() failed`
    : (EXIT_REASONS.get(exit) ?? describe(lines, exit));
  const detail = failedFunction ? lastWords(lines) : null;
  const said = detail === null ? what : `${what}: ${detail}`;
  const limit = limitReached(lines, context);
  if (limit !== null) return packageFault(`${said}; ${limit}`);
  const network = networkTrouble(lines);
  if (network === null || context.network === "build") return packageFault(said);
  if (context.network === "prepare" && context.phase === "prepare") return packageFault(said);
  return packageFault(`${what}: ${network}; the network is off here: ${optIn(context)}`);
}

export type MakepkgContext = {
  readonly phase: "prepare" | "build";
  readonly network: NetworkLevel;
  readonly limits: readonly string[];
};

function optIn({ phase, network }: MakepkgContext): string {
  const level = phase === "prepare" ? "prepare" : "build";
  return `"network: ${level}" for this entry would allow it (now: "network: ${network}")`;
}

function describe(lines: readonly string[], exit: number): string {
  const errors = lines.filter((line) => line.startsWith("==> ERROR:"));
  const said = errors.at(-1)?.slice("==> ERROR:".length).trim();
  return said ? `makepkg: ${said}` : `makepkg ended with exit code ${exit} and no message`;
}

function limitReached(lines: readonly string[], { limits }: MakepkgContext): string | null {
  const named = (word: string) => limits.find((limit) => limit.includes(word)) ?? `the ${word} limit`;
  if (lines.some((line) => /No space left on device|Disk quota exceeded/.test(line))) {
    return `the disk is full (${named("disk")})`;
  }
  if (lines.some((line) => /fork: (retry: )?Resource temporarily unavailable|Cannot fork/.test(line))) {
    return `no more processes are allowed (${named("process")})`;
  }
  return null;
}

/** What resolvers and clients of common languages say when there is no network. */
const NETWORK_TROUBLE =
  /could not resolve host|temporary failure in name resolution|name or service not known|network is unreachable|no route to host|\b(EAI_AGAIN|ENOTFOUND|ENETUNREACH)\b|failed to lookup address|dial tcp: lookup|unable to resolve (host )?address|could not resolve proxy|couldn't resolve host|unknown host|UnknownHostException|failed to download from|spurious network error/i;

function networkTrouble(lines: readonly string[]): string | null {
  const line = lines.findLast((candidate) => NETWORK_TROUBLE.test(candidate));
  return line === undefined ? null : `it tried to reach the network ("${shortened(line.trim())}")`;
}

/** The last line that is not makepkg's own: most often the error itself. */
function lastWords(lines: readonly string[]): string | null {
  const end = lines.findIndex((line) => /^==> ERROR: A failure occurred/.test(line));
  const own = lines.slice(0, end < 0 ? undefined : end).filter((line) => !/^(==>|:: |\s*->)/.test(line));
  const errors = own.filter((line) => COMPLAINT.test(line) || COMPLAINT_AT_PLACE.test(line));
  // "make: *** [Makefile:3: all] Error 1" names no cause; the error before it does.
  const cause = errors.findLast((line) => !/^\s*(make(\[\d+\])?|ninja): /.test(line));
  const chosen = cause ?? errors.at(-1) ?? own.at(-1);
  return chosen === undefined ? null : shortened(chosen.trim());
}

/** "error:", "ModuleNotFoundError:", "undefined reference". */
const COMPLAINT = /(error|\b(fatal|failed|cannot|undefined))\b/i;
/** "main.go:2:8: missing go.sum entry": Go's have no such word. */
const COMPLAINT_AT_PLACE = /^\S+:\d+:\d+: (?!warning\b|note\b)/;

/** Why `makepkg --verifysource` on the literals failed: the three kinds need three different people. */
export function reasonOfSources(exit: number, text: string): Reason {
  const lines = linesOf(text);
  if (/PGP signatures could not be verified/.test(text)) {
    return signatureReason(lines.find((line) => SIGNATURE_REFUSED.test(line)) ?? "", text);
  }
  const mismatches = lines.filter((line) => line.endsWith(FAILED));
  if (mismatches.length > 0) {
    const names = mismatches.map((line) => shortened(line.slice(0, -FAILED.length).trim()));
    return packageFault(
      `checksum mismatch: ${names.join(", ")} is not what the PKGBUILD was written for; ` +
        "upstream replaced it, or it was tampered with",
    );
  }
  const download = /==> ERROR: (Failure while (?:downloading|updating|creating|branching) .*)/.exec(
    text,
  )?.[1];
  if (download !== undefined) return infrastructureFault(`source not fetched: ${download}${cause(lines)}`);
  return packageFault(EXIT_REASONS.get(exit) ?? describe(lines, exit));
}

/** libmakepkg, integrity/verify_checksum.sh */
const FAILED = " ... FAILED";

/** libmakepkg, integrity/verify_signature.sh */
const SIGNATURE_REFUSED =
  /(FAILED \((unknown|invalid|bad|error|public key|the public key)|(SIGNATURE|SOURCE FILE) NOT FOUND)/;

function signatureReason(line: string, text: string): Reason {
  const key = /unknown public key ([0-9A-F]+)/.exec(line)?.[1];
  if (key === undefined) return packageFault(`signature refused: ${shortened(line.trim())}`);
  const advice = `add it to the package as keys/pgp/*.asc, or see whether validpgpkeys is right`;
  const unreachable = /keyserver receive failed: (?!No data|Not found)(.*)/.exec(text)?.[1];
  return unreachable === undefined
    ? packageFault(`unknown key ${key}: no keyserver has it; ${advice}`)
    : infrastructureFault(`unknown key ${key}: no keyserver answered (${unreachable}); ${advice}`);
}

function cause(lines: readonly string[]): string {
  const line = lines.findLast((candidate) => /^\s*(curl: |fatal: |abort: |svn: E|ssh: )/.test(candidate));
  return line === undefined ? "" : ` (${shortened(line.trim())})`;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

export function shortened(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
