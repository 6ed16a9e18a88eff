import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createZstdCompress } from "node:zlib";
import { writeTar } from "../actions/lib/archive/index.ts";
import type { BuildResult } from "../actions/lib/documents/index.ts";
import { smallLibrary } from "./small-library.ts";

/** What a story says of a package; `content` makes two of one version differ. */
export type SketchedPackage = {
  readonly pkgname: string;
  readonly version: string;
  readonly content?: string;
  readonly lines?: readonly string[];
  /** "libfoo.so.2": a library of that name in usr/lib. */
  readonly soname?: string;
  /** What a program in usr/bin is linked with. */
  readonly needed?: readonly string[];
};

/** Writes a package as makepkg lays it out and answers what a build result says of it. */
export async function writePackage(
  folder: string,
  sketch: SketchedPackage,
): Promise<BuildResult["packages"][number]> {
  const { pkgname, version, content = "", lines = [] } = sketch;
  const file = `${pkgname}-${version}-any.pkg.tar.zst`;
  const info = [
    ...[`pkgname = ${pkgname}`, `pkgver = ${version}`, "builddate = 1700000000", "size = 1", "arch = any"],
    ...lines,
  ];
  const member = (name: string, text: string | Buffer) =>
    ({ type: "file", path: name, mode: 0o644, content: Buffer.from(text) }) as const;
  const members = [
    member(".BUILDINFO", "format = 2\n"),
    member(".MTREE", ""),
    member(".PKGINFO", `${info.join("\n")}\n`),
    ...linkedFiles(sketch).map(([name, bytes]) => member(name, bytes)),
    member(`usr/share/${pkgname}`, `${pkgname} ${version} ${content}\n`),
  ];
  const target = path.join(folder, file);
  await pipeline(writeTar(members), createZstdCompress(), createWriteStream(target));
  const bytes = await readFile(target);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const facts = { offers: [], needs: [], members: [] };
  return { pkgname, version, arch: "any", file, sha256, bytes: bytes.length, ...facts };
}

function linkedFiles({ pkgname, soname, needed = [] }: SketchedPackage): readonly [string, Buffer][] {
  return [
    ...(needed.length > 0 ? [[`usr/bin/${pkgname}`, smallLibrary({ needed })] as [string, Buffer]] : []),
    ...(soname === undefined ? [] : [[`usr/lib/${soname}`, smallLibrary({ soname })] as [string, Buffer]]),
  ];
}
