/** A library with a soname and a program that links it, as their recipes and sources stand upstream. */

export type LibraryVersion = { readonly pkgver: string; readonly soname: number; readonly pkgrel?: number };

export function greetingLibrary({ pkgver, soname, pkgrel = 1 }: LibraryVersion): Record<string, string> {
  return {
    PKGBUILD: `pkgname=libgreeting
pkgver=${pkgver}
pkgrel=${pkgrel}
pkgdesc='A library that greets'
arch=(x86_64)
url=https://example.org
license=(MIT)
depends=(glibc)
provides=(libgreeting.so)
source=(greeting.c greeting.h)
sha256sums=(SKIP SKIP)
build() {
  gcc $CFLAGS $LDFLAGS -shared -fPIC -Wl,-soname,libgreeting.so.${soname} -o libgreeting.so.${soname} greeting.c
}
package() {
  install -Dm755 libgreeting.so.${soname} -t "$pkgdir/usr/lib"
  ln -s libgreeting.so.${soname} "$pkgdir/usr/lib/libgreeting.so"
  install -Dm644 greeting.h -t "$pkgdir/usr/include"
}
`,
    "greeting.c": `const char *greeting(void) { return "greetings from ${pkgver}"; }\n`,
    "greeting.h": "const char *greeting(void);\n",
  };
}

export function greetingProgram(): Record<string, string> {
  return {
    PKGBUILD: `pkgname=greeter
pkgver=1.0
pkgrel=1
pkgdesc='A program that greets'
arch=(x86_64)
url=https://example.org
license=(MIT)
depends=(libgreeting)
source=(greeter.c)
sha256sums=(SKIP)
build() {
  gcc $CFLAGS $LDFLAGS -o greeter greeter.c -lgreeting
}
package() {
  install -Dm755 greeter -t "$pkgdir/usr/bin"
}
`,
    "greeter.c":
      "#include <stdio.h>\n#include <greeting.h>\nint main(void) { return puts(greeting()) < 0; }\n",
  };
}
