import type { TreeFile } from "../../upstream/index.ts";

/** Where a line can stand in a package's folder so that it runs. */
export type Place = {
  readonly name: string;
  readonly files: (line: string) => Readonly<Record<string, string>>;
};

const HEAD = `# Maintainer: Ada Example <ada at example dot invalid>
pkgname=quietly
pkgver=1.4.0
pkgrel=1
pkgdesc='Does things quietly'
arch=(x86_64)
url='https://example.invalid/quietly'
license=(MIT)
source=("$url/$pkgname-$pkgver.tar.gz")
sha256sums=('0b5b8e7a2f0a1d0c9d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b51')
`;

type Parts = {
  readonly top?: string;
  readonly build?: string;
  readonly package?: string;
  readonly more?: string;
};

function recipe({ top = "", build = "", package: packaging = "", more = "" }: Parts): string {
  return `${HEAD}${top}
build() {
  cd "$pkgname-$pkgver"
  ./configure --prefix=/usr
${build}
  make
}

package() {
  cd "$pkgname-$pkgver"
  make DESTDIR="$pkgdir" install
${packaging}
}
${more}`;
}

/** The package without anything added. */
export const CLEAN: Readonly<Record<string, string>> = { PKGBUILD: recipe({}) };

function inScriptlet(text: string): Readonly<Record<string, string>> {
  return { PKGBUILD: recipe({ top: "install=quietly.install\n" }), "quietly.install": text };
}

export const PLACES: readonly Place[] = [
  { name: "top level", files: (line) => ({ PKGBUILD: recipe({ top: `${line}\n` }) }) },
  { name: "build()", files: (line) => ({ PKGBUILD: recipe({ build: line }) }) },
  { name: "package()", files: (line) => ({ PKGBUILD: recipe({ package: line }) }) },
  { name: "prepare()", files: (line) => ({ PKGBUILD: recipe({ more: `prepare() {\n${line}\ntrue\n}\n` }) }) },
  {
    name: "pkgver()",
    files: (line) => ({ PKGBUILD: recipe({ more: `pkgver() {\n${line}\necho 1.4.0\n}\n` }) }),
  },
  { name: "check()", files: (line) => ({ PKGBUILD: recipe({ more: `check() {\n${line}\ntrue\n}\n` }) }) },
  {
    name: "own function",
    files: (line) => ({
      PKGBUILD: recipe({ top: `_prepare_env() {\n${line}\ntrue\n}\n`, build: "  _prepare_env" }),
    }),
  },
  {
    name: "function of a tool's name",
    files: (line) => ({
      PKGBUILD: recipe({ more: `configure_all() (\n${line}\ntrue\n)\n`, build: "  configure_all x y" }),
    }),
  },
  { name: "post_install()", files: (line) => inScriptlet(`post_install() {\n${line}\ntrue\n}\n`) },
  {
    name: "pre_upgrade()",
    files: (line) => inScriptlet(`post_install() {\n  ldconfig\n}\n\npre_upgrade() {\n${line}\ntrue\n}\n`),
  },
  {
    name: "scriptlet's top level",
    files: (line) => inScriptlet(`${line}\n\npost_install() {\n  ldconfig\n}\n`),
  },
  {
    name: "sourced script",
    files: (line) => ({
      PKGBUILD: recipe({ build: '  . "$startdir/env.sh"' }),
      "env.sh": `export A=1\n${line}\n`,
    }),
  },
  {
    name: "committed script",
    files: (line) => ({
      PKGBUILD: recipe({ build: '  bash "$srcdir"/helper' }),
      helper: `#!/bin/bash\nset -e\n${line}\n`,
    }),
  },
  {
    name: "script of a script",
    files: (line) => ({
      PKGBUILD: recipe({ build: '  bash "$startdir/one.sh"' }),
      "one.sh": '#!/bin/sh\n. "$(dirname "$0")/two.sh"\n',
      "two.sh": `${line}\n`,
    }),
  },
];

export function filesOf(
  contents: Readonly<Record<string, string | Uint8Array>>,
): { readonly file: TreeFile }[] {
  return Object.entries(contents).map(([path, content]) => ({
    file: { path, kind: "file", content: typeof content === "string" ? Buffer.from(content) : content },
  }));
}
