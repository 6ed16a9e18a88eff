import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { promisify } from "node:util";
import { gzip, zstdCompress } from "node:zlib";
import { decompress, readTar, type TarSource, writeTar } from "../../archive/index.ts";

const DAY_SECONDS = 24 * 60 * 60;

export type KeyringContents = {
  /** Also the name that `pacman-key --populate` takes. */
  readonly repositoryName: string;
  readonly pkgname: string;
  /** Begins with its day: 20261122-1. */
  readonly version: string;
  /** Binary, as gpg imports it. */
  readonly publicKey: Uint8Array;
  /** Fingerprint of the primary key. */
  readonly trusted: string;
  /** Primary keys that were trusted before and are not any more. */
  readonly retired: readonly string[];
};

/**
 * A package of the form of Arch's archlinux-keyring: pacman-key(8), "Populating the keyring". The same contents make the same
 * bytes on every machine, but for another release of zstd.
 */
export async function keyringPackage(contents: KeyringContents): Promise<Uint8Array> {
  const files = keyringFiles(contents);
  const size = files.reduce((sum, one) => sum + (one.type === "file" ? one.content.length : 0), 0);
  const built = builddate(contents);
  const metadata = [
    file(".BUILDINFO", buildInfo(contents, built)),
    file(".INSTALL", installScript(contents)),
    file(".PKGINFO", packageInfo(contents, { built, size })),
  ];
  const listed = [...metadata, ...files];
  const mtree = await promisify(gzip)(mtreeOf(listed, built));
  const members = [...metadata, file(".MTREE", mtree), ...files];
  const dated = members.map((one): TarSource => ({ ...one, mtime: built }));
  return await promisify(zstdCompress)(Buffer.concat(await Array.fromAsync(writeTar(dated))));
}

type File = {
  readonly type: "file";
  readonly path: string;
  readonly mode: number;
  readonly content: Uint8Array;
};
type Member = File | { readonly type: "directory"; readonly path: string; readonly mode: number };

const KEYRINGS = "usr/share/pacman/keyrings";

function keyringFiles({ repositoryName, publicKey, trusted, retired }: KeyringContents): readonly Member[] {
  const parts = KEYRINGS.split("/");
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
  const lines = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
  return [
    ...folders.map((path): Member => ({ type: "directory", path, mode: 0o755 })),
    file(`${KEYRINGS}/${repositoryName}-revoked`, lines(retired)),
    // 4: fully trusted, as gpg's --import-ownertrust has it.
    file(`${KEYRINGS}/${repositoryName}-trusted`, lines([`${trusted}:4:`])),
    file(`${KEYRINGS}/${repositoryName}.gpg`, publicKey),
  ];
}

function file(path: string, content: string | Uint8Array): File {
  return { type: "file", path, mode: 0o644, content: Buffer.from(content) };
}

/** Seconds since 1970: the day that the version names, so that two publishers make the same package. */
function builddate({ version }: KeyringContents): number {
  const day = /^([0-9]{4})([0-9]{2})([0-9]{2})/.exec(version);
  const time = day && Date.parse(`${day[1]}-${day[2]}-${day[3]}T00:00:00Z`) / 1000;
  return time || DAY_SECONDS;
}

function packageInfo(
  { pkgname, version, repositoryName }: KeyringContents,
  { built, size }: { built: number; size: number },
): string {
  return [
    `pkgname = ${pkgname}`,
    `pkgbase = ${pkgname}`,
    `pkgver = ${version}`,
    `pkgdesc = Keys that packages of ${repositoryName} are signed with`,
    `builddate = ${built}`,
    `packager = ${repositoryName}`,
    `size = ${size}`,
    "arch = any",
    "depend = pacman",
    "",
  ].join("\n");
}

function buildInfo({ pkgname, version, repositoryName }: KeyringContents, built: number): string {
  const lines = ["format = 2", `pkgname = ${pkgname}`, `pkgbase = ${pkgname}`, `pkgver = ${version}`];
  return [...lines, "pkgarch = any", `packager = ${repositoryName}`, `builddate = ${built}`, ""].join("\n");
}

/** A system whose keyring was never made ready gets it populated by `pacman-key --populate`, of all there are. */
function installScript({ repositoryName }: KeyringContents): string {
  return `post_install() {
  post_upgrade
}

post_upgrade() {
  if usr/bin/pacman-key --list-keys >/dev/null 2>&1; then
    usr/bin/pacman-key --populate '${repositoryName}'
  fi
}
`;
}

/** mtree(5), as far as pacman -Qkk reads it. */
function mtreeOf(members: readonly Member[], time: number): string {
  const lines = members.map((one) => {
    const path = `./${one.path}`;
    if (one.type === "directory") return `${path} time=${time}.0 mode=755 type=dir`;
    const digest = createHash("sha256").update(one.content).digest("hex");
    return `${path} time=${time}.0 size=${one.content.length} sha256digest=${digest}`;
  });
  return ["#mtree", "/set type=file uid=0 gid=0 mode=644", ...lines, ""].join("\n");
}

/** Fingerprints of the primary keys that an earlier keyring package knows, trusted or retired. */
export async function trustedBefore(packageFile: string): Promise<readonly string[]> {
  const known: string[] = [];
  for await (const member of readTar(decompress(createReadStream(packageFile)), LIMITS)) {
    if (!/^usr\/share\/pacman\/keyrings\/.*-(trusted|revoked)$/.test(member.path)) continue;
    const text = Buffer.concat(await Array.fromAsync(member.body)).toString();
    known.push(...text.split("\n").flatMap((line) => /^[0-9A-F]{40}/.exec(line)?.[0] ?? []));
  }
  return known;
}

const LIMITS = { members: 100, memberBytes: 2 ** 20, totalBytes: 2 ** 24 };
