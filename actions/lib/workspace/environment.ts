import { homedir } from "node:os";
import { join } from "node:path";
import { type AwsVariables, readAwsVariables } from "./bucket-access.ts";
import { SettingError } from "./setting-error.ts";

/** What the surroundings say, read once. An empty variable counts as absent. */
export type Environment = {
  readonly aurUrl: string;
  /** One repository with a branch for each package of the AUR. */
  readonly aurMirror: string;
  /** "https://github.com", or an enterprise's own. */
  readonly githubServerUrl: string;
  readonly githubApiUrl: string;
  /** Sent to that server and no other; null: not given. Nothing prints it. */
  readonly githubToken: string | null;
  /** Where workflows run: "owner/name"; null: not on GitHub. */
  readonly githubRepository: string | null;
  /** As given: `name=address`, commas between. */
  readonly privateHosts: string;
  /** null: whichever engine answers. */
  readonly engine: "docker" | "podman" | null;
  /** Copies of remotes, evaluated metadata, names of the distribution: all of it may be deleted. */
  readonly cacheFolder: string;
  /** On a machine of GitHub's: `file:` remotes and private hosts are refused there. */
  readonly hostedRunner: boolean;
  readonly colour: boolean;
  /** Secrets of `publish`; null: not given. Nothing prints them. */
  readonly signingKey: string | null;
  readonly signingPassphrase: string | null;
  /** Where mail about a run is handed in, and to whom; a secret too. */
  readonly smtpUrl: string | null;
  /** For a repository in a bucket. */
  readonly aws: AwsVariables;
};

/** @throws SettingError, naming the variable whose value is not understood. */
export function readEnvironment(variables: NodeJS.ProcessEnv): Environment {
  const engine = variables.AUTOREPO_ENGINE || null;
  if (engine !== null && engine !== "docker" && engine !== "podman") {
    throw new SettingError(`AUTOREPO_ENGINE is "${engine}": write docker or podman, or unset it`);
  }
  return {
    aurUrl: aurUrlIn(variables),
    aurMirror: addressIn(variables.AUTOREPO_AUR_MIRROR, "https://github.com/archlinux/aur.git"),
    githubServerUrl: addressIn(variables.GITHUB_SERVER_URL, "https://github.com"),
    githubApiUrl: addressIn(variables.GITHUB_API_URL, "https://api.github.com"),
    githubToken: variables.GITHUB_TOKEN || null,
    githubRepository: variables.GITHUB_REPOSITORY || null,
    privateHosts: variables.AUTOREPO_PRIVATE_HOSTS || "",
    engine,
    cacheFolder: join(variables.XDG_CACHE_HOME || join(homedir(), ".cache"), "arch-autorepo"),
    hostedRunner:
      variables.GITHUB_ACTIONS === "true" &&
      variables.RUNNER_ENVIRONMENT === "github-hosted" &&
      !variables.ACT,
    colour: !variables.NO_COLOR && variables.TERM !== "dumb",
    signingKey: variables.AUTOREPO_SIGNING_KEY || null,
    signingPassphrase: variables.AUTOREPO_SIGNING_PASSPHRASE || null,
    smtpUrl: variables.AUTOREPO_SMTP_URL || null,
    aws: readAwsVariables(variables),
  };
}

/** The AUR's packages are read over https: alone, and so is what it says of them. */
function aurUrlIn(variables: NodeJS.ProcessEnv): string {
  const url = addressIn(variables.AUTOREPO_AUR_URL, "https://aur.archlinux.org");
  if (URL.parse(url)?.protocol === "https:") return url;
  throw new SettingError(`AUTOREPO_AUR_URL is "${url}": write an https: address, or unset it`);
}

/** Without a slash at its end. */
function addressIn(variable: string | undefined, usual: string): string {
  return (variable || usual).replace(/\/+$/, "");
}
