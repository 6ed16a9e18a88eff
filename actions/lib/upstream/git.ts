import { type SimpleGit, simpleGit } from "simple-git";
import type { PrivateHost } from "../sandbox/sandbox.ts";
import { type Credential, credentialEnvironment } from "./credential.ts";

/**
 * A git that works says nothing, so this bounds a whole command: a large repository over a slow line, and what a
 * hostile pack takes to unfold. That a remote is dead `http.lowSpeedTime` tells much earlier.
 */
const COMMAND_MILLISECONDS = 15 * 60_000;

/**
 * A pack of kilobytes may hold a delta that unfolds to any size, in memory. Above 512 MiB git itself makes no
 * deltas and streams what is whole (git-config(1), core.bigFileThreshold).
 */
const LARGEST_ALLOCATION = "600m";

export type GitSettings = {
  readonly folder: string;
  /** Of remotes that may be read: `file` on a user's own machine only. */
  readonly protocols: readonly ("https" | "http" | "file")[];
  /** Names that resolve to an address of a private network. */
  readonly privateHosts: readonly PrivateHost[];
  /** For the one server that throttles those who do not log in; null: none. */
  readonly credential?: Credential | null;
  readonly signal: AbortSignal;
  /** Bytes of history that are fetched of one remote; a test's own. */
  readonly mostBytes?: number;
  /** More of git's settings: "core.useReplaceRefs=false". */
  readonly config?: readonly string[];
  /** Sent to the standard input of each command. */
  readonly input?: string;
};

/**
 * git as it may touch what strangers wrote: no configuration but ours, no prompts, no other protocols,
 * no redirects, every object checked, nothing run after a fetch.
 */
export function openGit(settings: GitSettings): SimpleGit {
  const { folder, signal, input } = settings;
  const environment = environmentOf(settings);
  return simpleGit({
    baseDir: folder,
    abort: signal,
    timeout: { block: COMMAND_MILLISECONDS },
    config: configurationOf(settings),
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
    },
    allowEnvironment: Object.keys(environment).filter((name) => name.startsWith("GIT_")),
    ...(input === undefined ? {} : { input: () => input }),
  }).env(environment);
}

function configurationOf({ privateHosts, config = [] }: GitSettings): string[] {
  return [
    "core.hooksPath=/dev/null",
    "credential.helper=",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    // Always as one pack: loose objects would come past the limit on what a fetch may write.
    "fetch.unpackLimit=1",
    "gc.auto=0",
    "http.followRedirects=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
    "maintenance.auto=false",
    "safe.bareRepository=all",
    ...privateHosts.flatMap(resolveTo),
    ...config,
  ];
}

function environmentOf({ protocols, credential = null }: GitSettings): Record<string, string> {
  return {
    ...inherited(),
    ...credentialEnvironment(credential),
    ...IDENTITY,
    GIT_ALLOC_LIMIT: LARGEST_ALLOCATION,
    GIT_ALLOW_PROTOCOL: protocols.join(":"),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}

/** Of commits that this program makes for itself. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "arch-autorepo",
  GIT_AUTHOR_EMAIL: "arch-autorepo@localhost",
  GIT_COMMITTER_NAME: "arch-autorepo",
  GIT_COMMITTER_EMAIL: "arch-autorepo@localhost",
};

/** What git needs of the surroundings: the search path, proxies, and a test's own certificates. */
function inherited(): Record<string, string> {
  const wanted = /^(PATH|HOME|TMPDIR|GIT_SSL_CAINFO|(https?|no|all)_proxy)$/i;
  // biome-ignore lint/style/noProcessEnv: a child process gets its surroundings from here, nothing is decided by them
  const here = process.env;
  return Object.fromEntries(
    Object.entries(here).filter(
      (pair): pair is [string, string] => wanted.test(pair[0]) && pair[1] !== undefined,
    ),
  );
}

function resolveTo(host: PrivateHost): string[] {
  return [80, 443].map((port) => `http.curloptResolve=${host.name}:${port}:${host.address}`);
}
