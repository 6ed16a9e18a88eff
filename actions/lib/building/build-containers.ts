import type { Container, Sandbox } from "../sandbox/index.ts";
import { OPEN_UP } from "./install-test/test-container.ts";
import { MAKE_FOLDERS } from "./layout.ts";
import { CONFIGURE_MAKEPKG } from "./makepkg-settings.ts";

export type Purpose = "evaluate" | "sources" | "build" | "install-test";

/**
 * Sources lie in two of them while the package is built; before the test fills its own the build's is gone, and
 * what fills the tests' one after another is the packages.
 */
const DISK_SHARES: Readonly<Record<Purpose, number>> = {
  evaluate: 0,
  sources: 1 / 3,
  build: 2 / 3,
  "install-test": 2 / 3,
};

const PREPARATIONS: Readonly<Record<Purpose, string>> = {
  evaluate: "",
  sources: MAKE_FOLDERS,
  build: `${MAKE_FOLDERS}${CONFIGURE_MAKEPKG}`,
  "install-test": OPEN_UP,
};

/** The containers of one package, each for what its name says. Disposing removes those that are still there. */
export type BuildContainers = AsyncDisposable & {
  get(purpose: Purpose): Promise<Container>;
  /** Removes one early; nothing waits for it until the whole is disposed. */
  release(purpose: Purpose): void;
  /** One more of a kind, for the caller to dispose. */
  another(purpose: Purpose): Promise<Container>;
};

/**
 * Opens all containers of a package ahead of their phases, those that are needed last a little later: engines are
 * slow when asked for all at once. What has network never runs upstream's code, what runs it is born without.
 */
export function openContainers(
  sandbox: Sandbox,
  { entry, seconds }: { readonly entry: string; readonly seconds: number },
): BuildContainers {
  const another = (purpose: Purpose) =>
    sandbox.open({
      purpose: `${entry} ${purpose}`,
      network: purpose === "sources",
      disk: DISK_SHARES[purpose],
      seconds,
      preparation: PREPARATIONS[purpose],
    });
  const open = openAhead(another);
  const removals: Promise<unknown>[] = [];
  const release = (purpose: Purpose) => {
    const container = open.get(purpose);
    open.delete(purpose);
    if (container !== undefined) removals.push(removalOf(container));
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
      for (const purpose of [...open.keys()]) release(purpose);
      await Promise.all(removals);
    },
  };
}

function openAhead(another: (purpose: Purpose) => Promise<Container>): Map<Purpose, Promise<Container>> {
  const first = another("evaluate");
  const open = new Map([
    ["evaluate", first],
    ["sources", another("sources")],
    ["build", first.then(() => another("build"))],
    ["install-test", first.then(() => another("install-test"))],
  ] as const);
  // Whoever needs a container that could not be opened is told; the others are not to fall over it.
  for (const container of open.values()) container.catch(() => {});
  return open;
}

/** Whoever awaits it is told when it fails; until then nobody is. */
function removalOf(container: Promise<Container>): Promise<void> {
  const removal = container.then(
    (opened) => opened[Symbol.asyncDispose](),
    () => {},
  );
  removal.catch(() => {});
  return removal;
}
