import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { type TarSource, writeTar } from "../../actions/lib/archive/index.ts";
import { type AurServer, aurServer } from "../aur-server.ts";
import { git } from "../upstream-world.ts";

/** A person's checkout beside an AUR, with a mirror of core and extra: no container engine, no account. */
export type LocalWorld = AsyncDisposable & {
  readonly folder: string;
  readonly aur: AurServer;
  /** packages.yaml as it stands. */
  manifest(): string;
  /** Writes packages.yaml: the lines below `packages:`. */
  list(entries: readonly string[], cooldown?: string): void;
  run(words: readonly string[], input?: string): Promise<Ran>;
  /** The same at a terminal; each text is typed when the one before it was printed. */
  atTerminal(
    words: readonly string[],
    typed: readonly (readonly [prompt: string, answer: string])[],
  ): Promise<Ran>;
};

export type Ran = { readonly exit: number | null; readonly out: string; readonly said: string };

const PROGRAM = fileURLToPath(new URL("../../scripts/autorepo", import.meta.url));

export async function localWorld(official: readonly string[] = ["glibc", "git"]): Promise<LocalWorld> {
  const aur = await aurServer();
  const folder = mkdtempSync(join(tmpdir(), "autorepo-local-"));
  const file = join(folder, "packages.yaml");
  await writeMirror(join(folder, "mirror"), official);
  git(folder, "init", "-q", "-b", "main");
  const mirror = `${pathToFileURL(join(folder, "mirror")).href}/$repo/os/$arch`;
  const start = ([program = "", ...words]: readonly string[]) =>
    spawn(program, words, { cwd: folder, env: environment(folder, aur), stdio: "pipe" });
  return {
    folder,
    aur,
    manifest: () => readFileSync(file, "utf8"),
    list: (entries, cooldown = "3d") => writeFileSync(file, manifestOf(mirror, entries, cooldown)),
    async run(words, input = "") {
      const child = start([PROGRAM, ...words]);
      child.stdin?.end(input);
      return await ended(child);
    },
    async atTerminal(words, typed) {
      const quoted = [PROGRAM, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
      return await ended(start(["script", "-qec", quoted, "/dev/null"]), typed);
    },
    async [Symbol.asyncDispose]() {
      await aur[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function manifestOf(mirror: string, entries: readonly string[], cooldown: string): string {
  const head = ["repository:", "  name: mine", `  mirror: ${mirror}`, `cooldown: ${cooldown}`, "packages:"];
  return [...head, ...entries.map((line) => `  ${line}`), ""].join("\n");
}

/** No engine answers here, so that nothing hangs on the machine's own. */
function environment(folder: string, { server, mirror }: AurServer): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...{ XDG_CACHE_HOME: join(folder, "cache"), DOCKER_HOST: "unix:///nowhere", AUTOREPO_ENGINE: "docker" },
    ...{ AUTOREPO_AUR_URL: server.url, AUTOREPO_AUR_MIRROR: mirror },
    ...{ NODE_EXTRA_CA_CERTS: server.authorityFile, GIT_SSL_CAINFO: server.authorityFile },
    ...{ TERM: "xterm", COLUMNS: "100", NO_COLOR: "1" },
  };
}

/** Reads both outputs to their end; types an answer each time its prompt has come. */
async function ended(child: ChildProcess, typed: readonly (readonly [string, string])[] = []): Promise<Ran> {
  const closed = new Promise<number | null>((resolve) => child.once("close", resolve));
  const left = [...typed];
  let [out, said, unanswered] = ["", "", ""];
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk;
    unanswered += chunk;
    const [next] = left;
    if (next === undefined || !unanswered.includes(next[0])) return;
    left.shift();
    unanswered = "";
    child.stdin?.write(`${next[1]}\r`);
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  const exit = await closed;
  if (left.length > 0) throw new Error(`never asked: ${left.map(([prompt]) => prompt).join(", ")}\n${out}`);
  return { exit, out, said };
}

/** Sync databases that hold nothing but names. */
export async function writeMirror(folder: string, official: readonly string[]): Promise<void> {
  const databases = { core: [], extra: official };
  for (const [name, packages] of Object.entries(databases)) {
    const place = join(folder, name, "os", "x86_64");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `${name}.db`), await database(packages));
  }
}

async function database(packages: readonly string[]): Promise<Buffer> {
  const members = packages.map((pkgname): TarSource => {
    const desc = `%NAME%\n${pkgname}\n\n%VERSION%\n1-1\n\n`;
    return { type: "file", path: `${pkgname}-1-1/desc`, mode: 0o644, content: Buffer.from(desc) };
  });
  return gzipSync(Buffer.concat(await Array.fromAsync(writeTar(members))));
}
