import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { TarSource } from "../actions/lib/archive/index.ts";

/** A folder as it is, modes included, below another name. */
export async function filesOf(root: string, below: string): Promise<readonly TarSource[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries.map(async (entry): Promise<TarSource> => {
      const file = path.join(entry.parentPath, entry.name);
      const target = path.join(below, path.relative(root, file));
      const mode = (await stat(file)).mode & 0o7777;
      if (entry.isDirectory()) return { type: "directory", path: target, mode };
      return { type: "file", path: target, mode, content: await readFile(file) };
    }),
  );
}
