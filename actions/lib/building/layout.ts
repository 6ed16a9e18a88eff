/**
 * Where things lie in every container of a build. Constant, because makepkg records `startdir` and `builddir`
 * in .BUILDINFO; the parents belong to root, so that a build cannot put a link in place of a folder that is
 * taken out.
 */
export const LAYOUT = {
  /** The package's folder, with a writable PKGBUILD: makepkg's startdir. */
  tree: "/build/tree",
  /** What the sources phase fetched, carried over as one stream. */
  fetched: "/build/fetched",
  sources: "/build/fetched/sources",
  keys: "/build/fetched/keys",
  work: "/build/work",
  packages: "/build/packages",
  /** Packages of this repository, served to pacman by file://. */
  repository: "/srv/autorepo",
} as const;

/** As root: makes the builder's folders, and takes away from it the one that they are in. */
export const MAKE_FOLDERS = `
chown root:root /build && chmod 755 /build
install -d -o builder -g builder -m 755 ${LAYOUT.tree} ${LAYOUT.work} ${LAYOUT.packages} \\
  ${LAYOUT.fetched} ${LAYOUT.sources}
install -d -o builder -g builder -m 700 ${LAYOUT.keys}
`;
