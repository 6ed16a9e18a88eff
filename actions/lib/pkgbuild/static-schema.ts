/** As in makepkg's schema.sh. */
export const HASHES = ["ck", "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "b2"];

const SUMS = HASHES.map((hash) => `${hash}sums`);

export const SCHEMA_ARRAYS = [
  "arch",
  "backup",
  "checkdepends",
  "conflicts",
  "depends",
  "groups",
  "license",
  "makedepends",
  "noextract",
  "optdepends",
  "options",
  "provides",
  "replaces",
  "source",
  "validpgpkeys",
  ...SUMS,
];

export const SCHEMA_STRINGS = [
  "changelog",
  "epoch",
  "install",
  "pkgbase",
  "pkgdesc",
  "pkgrel",
  "pkgver",
  "url",
];

export const SCHEMA_ARCH_ARRAYS = [
  "checkdepends",
  "conflicts",
  "depends",
  "makedepends",
  "optdepends",
  "provides",
  "replaces",
  "source",
  ...SUMS,
];

/** What a package function may set for its package. */
export const PACKAGE_OVERRIDES = [
  "pkgdesc",
  "arch",
  "url",
  "license",
  "groups",
  "depends",
  "optdepends",
  "provides",
  "conflicts",
  "replaces",
  "backup",
  "options",
  "install",
  "changelog",
];

/** Options of makepkg.conf and of `options=`. */
export const KNOWN_OPTIONS = new Set(
  [
    "strip",
    "debug",
    "zipman",
    "staticlibs",
    "libtool",
    "docs",
    "purge",
    "emptydirs",
    "lto",
    "makeflags",
    "buildflags",
    "ccache",
    "distcc",
  ].flatMap((option) => [option, `!${option}`]),
);
