import { type Argument, isKnown, UNKNOWN } from "../argument.ts";
import type { Scene } from "../scene.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, optionValues, type Step, subcommand } from "../step.ts";
import { entryOf } from "../table.ts";

/** A package manager is told to get packages by name: code of strangers, at the version of the day, with its own scripts. */
export const foreignPackage = behaviourRule({
  id: "foreign-package",
  severities: ["alarm", "warning", "note"],
  see: (scene) => scene.steps.flatMap((step) => sightingsOf(step, scene)),
});

/** What else such a step fetches is no news beside that. */
export function installsPackages(step: Step, scene: Scene): boolean {
  return sightingsOf(step, scene).length > 0;
}

function sightingsOf(step: Step, scene: Scene): Sighting[] {
  const system = entryOf(SYSTEM, step.program);
  if (system && hasOption(step, system))
    return ran(step, OF_SYSTEM, "which changes what is installed on the machine itself");
  const names = packagesOf(step);
  if (names === null) return [];
  const foreign = names.filter((name) => !isOwn(name, scene));
  if (foreign.length === 0)
    return step.stage === "installing"
      ? ran(step, "alarm", "which installs packages of another package manager")
      : [];
  const shown = foreign.map(({ text }) => text.replaceAll(UNKNOWN, "…")).join(" ");
  const why = `which downloads ${shown} from elsewhere and runs what it brings`;
  const meaning = `${step.program} ${foreign
    .map(({ text }) => withoutVersion(text))
    .sort()
    .join(" ")}`;
  return ran(step, scaleOf(step, foreign), why).map((sighting) => ({ ...sighting, meaning }));
}

function scaleOf(step: Step, names: readonly Argument[]): Scale {
  if (!names.some(isKnown)) return UNKNOWN_NAMES;
  const fromElsewhere = hasOption(
    step,
    /^(--registry|--(extra-)?index(-url)?|-i$|--source|--find-links|-f$|--git)/,
  );
  const isTool = ({ text }: Argument) => TOOLS.has(withoutVersion(text));
  return (names.every(isTool) && !fromElsewhere) || subcommand(step) === "update" ? OF_TOOLS : BY_NAME;
}

/** What the ecosystems build with: honest recipes take it from there when the distribution's is too old. */
const TOOLS: ReadonlySet<string> = new Set(
  "npm yarn pnpm corepack node-gyp typescript electron pip setuptools wheel build installer virtualenv cython pytest poetry hatch flit maturin meson ninja uv bundler rake".split(
    " ",
  ),
);

function withoutVersion(name: string): string {
  return name.replace(/(.)[@=<>~].*$/, "$1").toLowerCase();
}

const BY_NAME: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "warning" };
const OF_TOOLS: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };
const UNKNOWN_NAMES: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "note" };
const OF_SYSTEM: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "note" };

/** Options or subcommands with which a package manager of a system installs or removes. */
const SYSTEM: Readonly<Record<string, RegExp>> = {
  pacman: /^(-S(?![a-z]*[sgiplc])\w*|-[UR]\w*|--sync|--upgrade|--remove)$/,
  yay: /^-[SUR]/,
  paru: /^-[SUR]/,
  apt: /^(install|remove|purge)$/,
  "apt-get": /^(install|remove|purge)$/,
  dnf: /^(install|remove)$/,
  flatpak: /^(install|remote-add)$/,
  snap: /^install$/,
  dpkg: /^(-i|--install)$/,
  rpm: /^-[iU]/,
  makepkg: /^(-[a-z]*[ir][a-z]*|--install)$/,
  brew: /^install$/,
  "nix-env": /^-i/,
};

type Manager = {
  readonly command: RegExp;
  /** Options with which the operands are no names, or the network is not asked. */
  readonly local?: RegExp;
  /** The subcommand has the program's name itself: npx, bunx. */
  readonly direct?: true;
};

const MANAGERS: Readonly<Record<string, Manager>> = {
  npm: {
    command: /^(i|in|ins|inst|insta|instal|install|isnt\w*|add|exec|x|init|create|link|update|up)$/,
    local: /^(--offline|--package-lock-only|-c|--call)$/,
  },
  npx: { command: /^/, local: /^(--no|--no-install|--offline|-c|--call)$/, direct: true },
  pnpm: { command: /^(add|dlx|i|install|create)$/, local: /^--offline$/ },
  pnpx: { command: /^/, direct: true },
  yarn: { command: /^(add|dlx|create|global)$/, local: /^--offline$/ },
  bun: { command: /^(add|a|i|install|x|create|link)$/ },
  bunx: { command: /^/, direct: true },
  deno: { command: /^(run|install|add|x)$/ },
  pip: { command: /^(install|download)$/, local: /^(--no-index|-r|--requirement|--requirement=.*|-r.+)$/ },
  pipx: { command: /^(install|run|inject)$/ },
  uvx: { command: /^/, direct: true },
  uv: { command: /^(add|tool|pip)$/, local: /^(--no-index|--offline|-r|--requirement)$/ },
  easy_install: { command: /^/, direct: true },
  conda: { command: /^(install|create)$/ },
  cargo: { command: /^(install|binstall|add)$/, local: /^(--path|--path=.*|--offline)$/ },
  go: { command: /^(install|get|run)$/ },
  gem: { command: /^(i|install)$/, local: /^(--local|-l)$/ },
  luarocks: { command: /^install$/ },
  cpan: { command: /^/, direct: true },
  cpanm: { command: /^/, direct: true },
  composer: { command: /^(require|global|create-project)$/ },
  dotnet: { command: /^(tool|add)$/ },
  opam: { command: /^(install|pin)$/ },
  cabal: { command: /^install$/, local: /^--offline$/ },
  nix: { command: /^(run|shell|develop|profile)$/ },
  "go-pie": { command: /^(install|get)$/ },
};

/** Operands that name packages; null: nothing is installed by name. */
function packagesOf(step: Step): readonly Argument[] | null {
  const module = pythonModule(step);
  const program = module ?? step.program?.replace(/^pip[\d.]*$/, "pip") ?? "";
  const manager = entryOf(MANAGERS, program);
  if (!manager) return null;
  const words =
    module === null
      ? step.arguments
      : step.arguments.slice(step.arguments.findIndex(({ text }) => text === module) + 1);
  const inner = { ...step, arguments: words };
  if (manager.direct) return runByName(inner, program, manager);
  const command = subcommand(inner) ?? "";
  if (!manager.command.test(command)) return null;
  if (manager.local && hasOption(inner, manager.local)) return [];
  if (program === "npm" && /^(exec|x)$/.test(command))
    return runByName(behind(inner, command), "npx", manager);
  const at = words.findIndex(({ text }) => text === command);
  if (program === "cargo" && hasOption(inner, /^--git(=|$)/))
    return optionValues(inner, { short: "-git", long: "git" });
  if (program === "go" && command === "run") return operands(inner).slice(1, 2);
  if (program === "dotnet" && hasOption(inner, /^restore$/)) return null;
  return namesIn(words.slice(at + 1), program).filter(
    (word) => !/^(add|install|run|tool|pip)$/.test(word.text),
  );
}

/** The step as if its subcommand were the program: `npm exec x` is `npx x`. */
function behind(step: Step, command: string): Step {
  const at = step.arguments.findIndex(({ text }) => text === command);
  return { ...step, arguments: step.arguments.toSpliced(at, 1) };
}

/** npx and its like run what is installed already, if it is. Names with a version, or with --yes, are downloaded. */
function runByName(step: Step, program: string, { local }: Manager): readonly Argument[] | null {
  if (step.arguments.length === 0 || (local && hasOption(step, local))) return null;
  const [name] = operands(step);
  if (name === undefined) return null;
  const downloads =
    program !== "npx" ||
    hasOption(step, /^(-y|--yes|-p|--package)/) ||
    /.@/.test(name.text) ||
    step.stage !== "building";
  return downloads ? [name] : null;
}

function pythonModule(step: Step): string | null {
  if (!/^(python|pypy)[\d.]*$/.test(step.program ?? "")) return null;
  const at = step.arguments.findIndex(({ text }) => /^-[a-zA-Z]*m$/.test(text));
  const module = step.arguments[at + 1]?.text ?? "";
  return at >= 0 && /^(pip|pipx|easy_install)$/.test(module) ? module : null;
}

/** Options whose value is the next word and no package. */
const VALUED =
  /^(--(prefix|cache|cache-folder|root|target|registry|loglevel|userconfig|globalconfig|install-dir|bindir|features|profile|git|rev|tag|branch|index|index-url|extra-index-url|find-links|only|omit|include|workspace|python|constraint|cwd|version|config|filter|modules-folder|global-folder|mutex|network-timeout|network-concurrency|fetch-timeout|fetch-retries|dir|jobs|bin)|-[CtfiFwLnjcP]|-ldflags|-gcflags|-tags|-mod|-o|-buildmode|--preferred-cache-folder)$/;

function namesIn(words: readonly Argument[], program: string): readonly Argument[] {
  return words.filter(({ text }, at) => {
    const before = words[at - 1]?.text ?? "";
    const isValue = VALUED.test(before) || (program === "npm" && before === "-w");
    return !text.startsWith("-") && !isValue && text !== "" && !/^[\w-]+=/.test(text);
  });
}

/** A file or folder at hand, or the package itself: what the recipe builds. */
function isOwn(name: Argument, { reading }: Scene): boolean {
  const { text, raw } = name;
  if (isOfProject(text, reading)) return true;
  if (/^(git\+)?(https?|ssh|git):|^git@|^github:/.test(text)) return false;
  if (
    /^(\.|\/|file:|git\+file:)|\.(tgz|tar\.\w+|whl|gem|zip|rock|go)$|\$\{?(srcdir|pkgdir|startdir|PWD)\b|\.{3}$/.test(
      `${text}`,
    ) ||
    /\$\{?(srcdir|pkgdir|startdir|PWD)\b/.test(raw)
  )
    return true;
  if (text.startsWith(UNKNOWN) && /[/\\]/.test(text)) return true;
  return ownNames(reading).some((own) => own !== "" && bare(text) === own);
}

/** `go get example.org/owner/project/part` of the very address that `url` names. */
function isOfProject(text: string, { files }: Scene["reading"]): boolean {
  const assignments = files.get("PKGBUILD")?.script?.assignments ?? [];
  const url = assignments.find(({ name }) => name === "url")?.value?.parts.join("") ?? "";
  const address = url.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return address.split("/").length >= 3 && `${text.replace(/@.*$/, "")}/`.startsWith(`${address}/`);
}

function bare(name: string): string {
  return name
    .replace(/^@[^/]+\//, "")
    .replace(/(.)[@=<>~].*$/, "$1")
    .replaceAll(UNKNOWN, "")
    .toLowerCase();
}

/** Of `pkgname` and `pkgbase` only: any other variable could be set to any name. */
function ownNames({ files, evaluation }: Scene["reading"]): string[] {
  const assigned = (files.get("PKGBUILD")?.script?.assignments ?? []).filter(({ name }) =>
    /^(pkgname|pkgbase)$/.test(name),
  );
  const words = assigned.flatMap(({ value, elements }) => [...(value ? [value] : []), ...(elements ?? [])]);
  const names = [
    ...words.map(({ parts }) => parts.join("")),
    ...(evaluation?.packages.map(({ pkgname }) => pkgname) ?? []),
  ];
  return names.map((name) => bare(name.replace(/^(nodejs|python|ruby|perl|lua|npm)-|-(bin|git)$/g, "")));
}
