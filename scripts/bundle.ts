/**
 * Writes the bundles that are committed under actions/dist, so that a copy of this repository runs without
 * installing anything. With --check it writes nothing and fails when the committed ones differ in a byte.
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type OutputAsset, type OutputChunk, rolldown } from "rolldown";
import { compiledValidators } from "./compiled-validators.ts";
import { thirdPartyLicenses } from "./third-party-licenses.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "actions", "dist");

/** What @actions/artifact makes and unpacks zip archives with: ours are single files. */
const noArchives = join(root, "scripts", "no-archives.ts");

const files = await bundledFiles();
if (process.argv.includes("--check")) await check(files);
else await write(files);

/** The command line and the actions share what they have in common; heavy libraries load where they are needed. */
async function bundledFiles(): Promise<Map<string, string>> {
  const actions = ["detect", "plan", "build", "publish"].map((name) => [name, `actions/${name}/main.ts`]);
  const bundle = await rolldown({
    cwd: root,
    input: { autorepo: "scripts/cli/main.ts", ...Object.fromEntries(actions) },
    platform: "node",
    treeshake: { moduleSideEffects: doesSomethingWhenLoaded },
    plugins: [compiledValidators],
    resolve: { alias: { archiver: noArchives, "unzip-stream": noArchives } },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({
    format: "esm",
    chunkFileNames: "chunk-[name].js",
    minify: true,
  });
  const modules = output.flatMap((part) => (part.type === "chunk" ? part.moduleIds : []));
  const written = output.map((part): [string, string] => [part.fileName, sourceOf(part)]);
  return new Map([...written, ["THIRD-PARTY-LICENSES.txt", await thirdPartyLicenses(root, modules)]]);
}

/**
 * Rooms only define things: of one that another re-exports, what nobody uses need not be loaded. So an action begins
 * with a few kilobytes. Of packages (undefined) the bundler finds out by itself.
 */
function doesSomethingWhenLoaded(id: string): boolean | undefined {
  return id.startsWith(join(root, "actions", "lib")) ? false : undefined;
}

function sourceOf(part: OutputChunk | OutputAsset): string {
  if (part.type === "chunk") return part.code;
  return typeof part.source === "string" ? part.source : Buffer.from(part.source).toString();
}

async function write(wanted: Map<string, string>): Promise<void> {
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  for (const [name, text] of wanted) await writeFile(join(dist, name), text);
}

async function check(wanted: Map<string, string>): Promise<void> {
  const there = await readdir(dist).catch(() => []);
  const stray = there.filter((name) => !wanted.has(name));
  const differing = [];
  for (const [name, text] of wanted) {
    const committed = await readFile(join(dist, name), "utf8").catch(() => null);
    if (committed !== text) differing.push(name);
  }
  if (stray.length === 0 && differing.length === 0) return;
  console.error(`actions/dist is not what the sources give: ${[...differing, ...stray].join(", ")}`);
  console.error("Run `npm run bundle` and commit the result on its own.");
  process.exitCode = 1;
}
