import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Name, version and licence text of every package that these modules come from; those of one text share it. */
export async function thirdPartyLicenses(root: string, modules: readonly string[]): Promise<string> {
  const folders = new Set(modules.flatMap((module) => packageFolder(root, module) ?? []));
  const notices = await Promise.all([...folders].sort().map((folder) => notice(root, folder)));
  const shared = [...Map.groupBy(notices, ({ text }) => text)];
  return shared
    .map(([text, packages]) => `${packages.map(({ name }) => `${name}\n`).join("")}\n${text}\n`)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function packageFolder(root: string, module: string): string | null {
  const inside = module.startsWith(join(root, "node_modules")) ? module.slice(root.length + 1) : null;
  return (
    inside?.match(/^node_modules\/(?:@[^/]+\/)?[^/]+(?:\/node_modules\/(?:@[^/]+\/)?[^/]+)*/)?.[0] ?? null
  );
}

type Notice = { readonly name: string; readonly text: string };

async function notice(root: string, folder: string): Promise<Notice> {
  const described: unknown = JSON.parse(await readFile(join(root, folder, "package.json"), "utf8"));
  const { name, version, license } = described as Record<"name" | "version" | "license", string>;
  const file = (await readdir(join(root, folder))).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  const text =
    file === undefined ? `Licence: ${license}\n` : await readFile(join(root, folder, file), "utf8");
  return { name: `${name} ${version}`, text: text.trim() };
}
