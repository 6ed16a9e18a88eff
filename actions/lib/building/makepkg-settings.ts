import { LAYOUT } from "./layout.ts";

/**
 * Environment of every makepkg (makepkg(8), "Environment variables"): these win over makepkg.conf.
 *
 * @param date of the commit in seconds since 1970 UTC, for SOURCE_DATE_EPOCH; 0: makepkg takes its own start
 */
export function makepkgEnvironment(repository: string, date: number): Readonly<Record<string, string>> {
  return {
    PKGDEST: LAYOUT.packages,
    SRCDEST: LAYOUT.sources,
    SRCPKGDEST: LAYOUT.work,
    LOGDEST: LAYOUT.work,
    BUILDDIR: LAYOUT.work,
    GNUPGHOME: LAYOUT.keys,
    PKGEXT: ".pkg.tar.zst",
    CARCH: "x86_64",
    // makepkg wants an address of this form; nobody reads mail there.
    PACKAGER: `${repository} (arch-autorepo) <${repository}@arch-autorepo.invalid>`,
    ...(date > 0 ? { SOURCE_DATE_EPOCH: String(date) } : {}),
  };
}

/**
 * For a makepkg beside `makepkg -o`, which checks the PKGBUILD: the same checks take a second each time, and in
 * `makepkg -e` twice (makepkg.sh.in, MAKEPKG_LINT_PKGBUILD).
 */
export const CHECKED_ALREADY = { MAKEPKG_LINT_PKGBUILD: "0" } as const;

/**
 * As root: what only makepkg.conf can say, read after the image's own settings (makepkg.conf(5)). Debug
 * packages are never made; all processors compile and compress where the image does not say otherwise.
 */
export const CONFIGURE_MAKEPKG = `
mkdir -p /etc/makepkg.conf.d
cat > /etc/makepkg.conf.d/zzz-autorepo.conf <<'END'
OPTIONS+=(!debug)
MAKEFLAGS=\${MAKEFLAGS:--j$(nproc)}
[[ " \${COMPRESSZST[*]}" == *" -T"* ]] || COMPRESSZST=("\${COMPRESSZST[0]}" -T0 "\${COMPRESSZST[@]:1}")
END
`;
