import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createEmulator } from "emulate";
import type { GitHubStore } from "./store.ts";

/** The emulator as published, with a way to its tables. */
export type Emulate = AsyncDisposable & {
  readonly store: GitHubStore;
  /** Answers as the emulator alone would. */
  answer(request: Request): Promise<Response>;
};

export type EmulateSeed = {
  readonly tokens: Readonly<Record<string, { readonly login: string }>>;
  readonly users: readonly string[];
  /** "owner/name" */
  readonly repositories: readonly string[];
  /** What links in answers begin with. */
  readonly baseUrl: string;
};

export async function openEmulate(seed: EmulateSeed): Promise<Emulate> {
  const { githubPlugin, getGitHubStore } = await loadPlugin();
  const original = githubPlugin.register;
  let opened: Pick<Emulate, "store" | "answer"> | null = null;
  githubPlugin.register = (app, store, ...rest) => {
    opened = { store: getGitHubStore(store), answer: (request) => app.fetch(request) };
    original.call(githubPlugin, app, store, ...rest);
  };
  try {
    const emulator = await createEmulator({
      service: "github",
      port: 0,
      baseUrl: seed.baseUrl,
      seed: { tokens: { ...seed.tokens }, github: githubSeed(seed) },
    });
    if (opened === null) throw new Error("emulate did not register its GitHub");
    return {
      ...(opened as Pick<Emulate, "store" | "answer">),
      [Symbol.asyncDispose]: () => emulator.close(),
    };
  } finally {
    githubPlugin.register = original;
  }
}

function githubSeed({ users, repositories }: EmulateSeed): object {
  return {
    users: users.map((login) => ({ login })),
    repos: repositories.map((fullName) => {
      const [owner, name] = fullName.split("/");
      return { owner, name, auto_init: false };
    }),
  };
}

type Application = { fetch(request: Request): Promise<Response> };
type Plugin = {
  githubPlugin: { register(app: Application, store: unknown, ...rest: unknown[]): void };
  getGitHubStore(store: unknown): GitHubStore;
};

/** emulate does not export its GitHub; the chunk that holds it is found by what it defines. */
async function loadPlugin(): Promise<Plugin> {
  const folder = dirname(fileURLToPath(import.meta.resolve("emulate")));
  const chunk = readdirSync(folder).find(
    (file) =>
      /^dist-.*\.js$/.test(file) && readFileSync(join(folder, file), "utf8").includes("getGitHubStore,"),
  );
  if (chunk === undefined) throw new Error(`emulate in ${folder} is not the version this was written for`);
  return await import(pathToFileURL(join(folder, chunk)).href);
}
