import { type Argument, baseName, UNKNOWN } from "./argument.ts";
import { hasOption, operands, optionValues, type Step, subcommand } from "./step.ts";
import { entryOf } from "./table.ts";

/** "content": it gets whatever an address holds. "project": what the project's own lock file or submodules name. */
export type Fetch = { readonly kind: "content" | "project"; readonly outputs: readonly string[] };

/** Whether a step reaches for the network to get something, and the names of the files it leaves. */
export function fetchOf(step: Step): Fetch | null {
  const { program } = step;
  if (program === null) return null;
  if (DOWNLOADERS.has(program))
    return isQuestion(step) || isLocal(step) || showsFile(step)
      ? null
      : { kind: "content", outputs: outputsOf(step) };
  if (program === "git" || program === "hg" || program === "svn" || program === "bzr" || program === "brz")
    return fetchOfVcs(step);
  if (COPIERS.has(program))
    return operands(step).some(isRemotePath) ? { kind: "content", outputs: copiedNames(step) } : null;
  if (receivesKeys(step)) return { kind: "content", outputs: [] };
  const command = subcommand(step) ?? "";
  if (entryOf(OTHERS, program)?.test(command)) return { kind: "content", outputs: lastOperand(step) };
  return entryOf(PROJECT, program)?.test([command, ...step.arguments.map(({ text }) => text)].join(" "))
    ? { kind: "project", outputs: [] }
    : null;
}

const DOWNLOADERS: ReadonlySet<string> = new Set(
  "file(DOWNLOAD) FetchContent_Declare ExternalProject_Add CPMAddPackage curl wget wget2 aria2c axel http https xh xhs httpie lynx w3m links elinks ftp lftp ncftpget tftp yt-dlp youtube-dl curl-impersonate snarf saldl puf".split(
    " ",
  ),
);
const COPIERS: ReadonlySet<string> = new Set(["scp", "rsync", "sftp", "rclone"]);

/** `gpg --recv-keys …`: from a server that anybody may send to. */
function receivesKeys(step: Step): boolean {
  return (
    /^gpg2?$/.test(step.program ?? "") &&
    hasOption(step, /^--(recv|receive|fetch|refresh|search|locate(-external)?)-keys?$/)
  );
}

const OTHERS: Readonly<Record<string, RegExp>> = {
  gh: /^(release|api|repo|run|gist)$/,
  glab: /^(release|api|repo)$/,
  docker: /^(pull|run|build|compose|cp)$/,
  podman: /^(pull|run|build)$/,
  skopeo: /^copy$/,
  ipfs: /^(get|cat)$/,
  oras: /^pull$/,
  aws: /^s3$/,
  gsutil: /^cp$/,
  steamcmd: /./,
  "arch-nspawn": /./,
};

/** What a project's lock files name: checked by its own checksums, at the moment of the build. */
const PROJECT: Readonly<Record<string, RegExp>> = {
  npm: /^(ci|clean-install|i|install)\b/,
  pnpm: /^(i|install|fetch)\b/,
  yarn: /^(install)?(\s|$)/,
  bun: /^(i|install)\b/,
  cargo: /^(fetch|vendor|update)\b/,
  go: /^mod (mod )?(download|vendor|tidy)|^mod\b/,
  pip: /^install\b.*\s(-r|--requirement)/,
  pip3: /^install\b.*\s(-r|--requirement)/,
  composer: /^(install|update)\b/,
  bundle: /^install\b/,
  bundler: /^install\b/,
  mix: /^deps\.get\b/,
  dotnet: /^restore\b/,
  flutter: /^pub\b/,
  dart: /^pub\b/,
  stack: /^(setup|update)\b/,
  cabal: /^update\b/,
  opam: /^(install|update|init)\b/,
  poetry: /^install\b/,
  uv: /^sync\b/,
};

function fetchOfVcs(step: Step): Fetch | null {
  const command = subcommand(step) ?? "";
  if (!/^(clone|fetch|pull|checkout|co|export|branch|remote|submodule|lfs|archive)$/.test(command))
    return null;
  if (hasOption(step, /^(protocol\.file\.allow=.*|--remote-submodules)$/) && command === "submodule")
    return null;
  if (command === "remote" && !hasOption(step, /^update$/)) return null;
  if (step.arguments.some(isAddress))
    return { kind: "content", outputs: command === "clone" ? lastOperand(step) : [] };
  const project =
    /^(fetch|pull)$/.test(command) ||
    /\b(submodule (update|sync)|lfs (pull|fetch)|remote update)\b/.test(
      step.arguments.map(({ text }) => text).join(" "),
    );
  return project ? { kind: "project", outputs: [] } : null;
}

function isAddress({ text }: Argument): boolean {
  return (
    /^(?:--remote=)?(?:https?|git|ssh|ftp|svn|git\+https?|rsync)(?:\+\w+)?:\/\//.test(text) &&
    !isLoopback(text)
  );
}

/** `scp host:x .` leaves x, `scp host:x y` leaves y. */
function copiedNames(step: Step): string[] {
  const remote = operands(step).filter(isRemotePath);
  return [
    ...lastOperand(step),
    ...remote.flatMap(({ text }) => baseName({ text: text.replace(/^[^:]*:/, "") }) ?? []),
  ];
}

/** `host:path`; neither an address nor a Windows disk. */
function isRemotePath({ text }: Argument): boolean {
  return /^(rsync|sftp|ssh):\/\//.test(text) || new RegExp(`^[\\w.@${UNKNOWN}-]{2,}:(?!/{2})`).test(text);
}

function isLoopback(text: string): boolean {
  return /^\w+:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)/.test(text);
}

/** `curl --version`, `wget --help`. */
function isQuestion(step: Step): boolean {
  return step.arguments.length === 0 || hasOption(step, /^(-V|--version|-h|--help|--manual)$/);
}

/** Of itself, as a test does, or of a file. */
function isLocal(step: Step): boolean {
  const addresses = operands(step).filter(({ text }) => /^\w+:\/\/|^localhost\b|^127\./.test(text));
  return (
    addresses.length > 0 &&
    addresses.every(
      ({ text }) => isLoopback(text) || text.startsWith("file:") || /^(localhost|127\.)/.test(text),
    )
  );
}

/** A browser for terminals that shows a file. */
function showsFile(step: Step): boolean {
  return (
    /^(w3m|lynx|e?links)$/.test(step.program ?? "") &&
    !operands(step).some(({ text }) => text.includes("://"))
  );
}

/** Base names of what a download leaves. */
function outputsOf(step: Step): string[] {
  const isWget = step.program?.startsWith("wget") ?? false;
  const named = optionValues(
    step,
    isWget
      ? { short: "O", long: "output-document" }
      : { short: "o", long: step.program === "aria2c" ? "out" : "output" },
  );
  const redirected = step.command.redirections
    .filter(({ operator }) => /^1?>{1,2}\|?$/.test(operator))
    .map(({ target }) => target.parts.at(-1) ?? "");
  const byAddress = operands(step)
    .filter(({ text }) => text.includes("/"))
    .map(({ text }) => text.replace(/[?#].*/, ""));
  const texts = [...named.map(({ text }) => text), ...redirected, ...byAddress];
  return texts.flatMap((text) => baseName({ text }) ?? []);
}

function lastOperand(step: Step): string[] {
  const name = baseName({ text: operands(step).at(-1)?.text ?? "" });
  return name === null ? [] : [name.replace(/\.git$/, "")];
}

/** Through an anonymising network, or from a host that only such a network knows. */
export function isAnonymous(step: Step): boolean {
  return (
    step.via.some((one) => /^(torsocks|torify|proxychains4?)$/.test(one)) ||
    step.arguments.some(({ text }) => /\.onion\b|\.i2p\b|^--socks|^socks[45]h?:\/\//.test(text))
  );
}
