/** The recipe of a package that holds one empty file and builds in a moment; `line` is a further one of `package()`. */
export function emptyPackage(name: string, pkgver: string, line = ":"): Record<string, string> {
  return {
    PKGBUILD: `pkgname=${name}
pkgver=${pkgver}
pkgrel=1
pkgdesc='An empty file'
arch=(any)
url=https://example.org
license=(MIT)
package() {
  ${line}
  install -Dm644 /dev/null "$pkgdir/usr/share/$pkgname/$pkgver"
}
`,
  };
}
