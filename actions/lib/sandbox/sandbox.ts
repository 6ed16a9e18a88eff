/** What every container of one run shares. */
export type SandboxSettings = {
  /** Image reference of packages.yaml. */
  readonly image: string;
  /** Mirror for pacman inside containers with network; null: the image's own mirror list. */
  readonly mirror: string | null;
  /** Limits of one package's containers together. */
  readonly limits: Limits;
  /** Hosts in private networks that containers may reach: AUTOREPO_PRIVATE_HOSTS. */
  readonly privateHosts: readonly PrivateHost[];
  /** The engine to use: AUTOREPO_ENGINE. Without it: docker, or podman where no docker answers. */
  readonly engine?: "docker" | "podman";
  readonly signal: AbortSignal;
  /** False: an image that is not here is not pulled, and an error. */
  readonly mayPull?: boolean;
};

export type PrivateHost = { readonly name: string; readonly address: string };

export type Limits = {
  readonly memoryBytes: number;
  readonly processes: number;
  readonly diskBytes: number;
  /** Of one phase's log that is kept: its head and its tail. */
  readonly logBytes: number;
};

/** An engine with the image at hand. Disposing it removes networks and disks that are still there. */
export type Sandbox = AsyncDisposable & {
  readonly engine: "docker" | "podman";
  /** Digest of the image, or its id where it has none. */
  readonly image: string;
  /** The limits in words, and how each is held: "disk 20 GiB (loop-mounted)". */
  readonly limits: readonly string[];
  open(options: ContainerOptions): Promise<Container>;
};

export type ContainerOptions = {
  /** Entry and purpose, for names, labels and messages: "zlib-ng sources". */
  readonly purpose: string;
  /** `network`: attached to a filtered bridge of its own from birth; else none. */
  readonly network: boolean;
  /**
   * Share of the package's disk limit for HOME, /build, /tmp and /var/tmp, on a file system of that size; 0 where
   * nothing is built. Shares of containers that fill up at the same time add up to 1 at most.
   */
  readonly disk: number;
  /** The container ends by itself after this many seconds. */
  readonly seconds: number;
  /** A bash script that root runs before the container is open: cheaper than a command of its own. */
  readonly preparation?: string;
};

/** A running container whose first process ends with us. Disposing it kills and removes it. */
export type Container = AsyncDisposable & {
  readonly name: string;
  /** Runs a bash script as root with the few capabilities pacman needs. */
  root(command: Command): Promise<Ended>;
  /** Runs a bash script as the unprivileged user, with an empty bounding set. */
  builder(command: Command): Promise<Ended>;
  /** Unpacks a tar stream below an existing folder of the container. */
  put(folder: string, tar: AsyncIterable<Uint8Array>): Promise<void>;
  /** The folder's own entries as a tar stream, names relative to it; for `archive/tar.ts` to read. */
  take(folder: string): AsyncIterable<Uint8Array>;
  /** Streams folders into another container as they are: for those in which nobody writes who could forge them. */
  carry(folders: readonly string[], to: Container): Promise<void>;
  /** Attaches to a filtered bridge for one phase; `disconnect` also empties resolv.conf. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  /** Kills everything of the builder and checks from outside that nothing is left. */
  killBuilder(): Promise<void>;
  /** Paths that differ from the image, as the engine tells from outside. */
  changes(): Promise<readonly string[]>;
};

export type Command = {
  readonly script: string;
  /** `$1`, `$2`, … of the script: data never becomes part of a script's text. */
  readonly arguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: AsyncIterable<Uint8Array>;
  readonly seconds: number;
  /** Gives the command a terminal so that it colours its output; merges stderr into stdout. */
  readonly terminal?: boolean;
  /** Where output goes as it comes; without one it is kept and returned, up to 16 MiB. */
  readonly log?: Log;
};

/** Takes a command's output as it comes. */
export type Log = { write(chunk: Uint8Array): void };

/**
 * How a command ended. "lost": the container ended under it (engine killed, owner's time over).
 * "out-of-disk": killed by the watchdog; on a limited file system a command sees ENOSPC and exits instead.
 * `exit` is null unless it exited by itself. After "timeout", "out-of-disk" and "interrupted" the container
 * is gone.
 */
export type Ended = {
  readonly how: "exited" | "timeout" | "out-of-memory" | "out-of-disk" | "interrupted" | "lost";
  readonly exit: number | null;
  readonly seconds: number;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
};
