import type { Container, Sandbox } from "../sandbox/index.ts";

export const PURPOSES = ["evaluate", "sources", "build", "install-test"] as const;
export type Purpose = (typeof PURPOSES)[number];

/** The containers of one package, each for what its name says. Disposing removes those that are still there. */
export type BuildContainers = AsyncDisposable & {
  get(purpose: Purpose): Promise<Container>;
  /** Removes one early; nothing waits for it until the whole is disposed. */
  release(purpose: Purpose): void;
  /** One more of a kind, for the caller to dispose. */
  another(purpose: Purpose): Promise<Container>;
};

/**
 * Opens all containers of a package at once, so that each is there when its phase comes. What has network never
 * runs upstream's code, what runs it is born without network.
 */
export function openContainers(
  sandbox: Sandbox,
  { entry, seconds }: { readonly entry: string; readonly seconds: number },
): BuildContainers {
  const another = (purpose: Purpose) =>
    sandbox.open({
      purpose: `${entry} ${purpose}`,
      network: purpose === "sources",
      disk: purpose !== "evaluate",
      seconds,
    });
  const open = new Map(PURPOSES.map((purpose) => [purpose, another(purpose)]));
  // Whoever needs a container that could not be opened is told; the others are not to fall over it.
  for (const container of open.values()) container.catch(() => {});
  const removals: Promise<unknown>[] = [];
  const release = (purpose: Purpose) => {
    const container = open.get(purpose);
    open.delete(purpose);
    if (container)
      removals.push(
        container.then(
          (opened) => opened[Symbol.asyncDispose](),
          () => {},
        ),
      );
  };
  return {
    another,
    release,
    async get(purpose) {
      const container = open.get(purpose);
      if (container === undefined) throw new Error(`the container for ${purpose} has been removed already`);
      return await container;
    },
    async [Symbol.asyncDispose]() {
      for (const purpose of PURPOSES) release(purpose);
      await Promise.all(removals);
    },
  };
}
