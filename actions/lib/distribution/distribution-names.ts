/** What core and extra offer, as planning asks for it: packages by name, then by what they provide. */
export type DistributionNames = {
  /** `[epoch:]pkgver-pkgrel` of the package of exactly that name; null where neither repository has one. */
  version(pkgname: string): string | null;
  /** Every provision of that name; a package does not provide its own name here. */
  providers(name: string): readonly DistributionProvider[];
};

/** `version` is the provision's own ("libfoo.so=3-64": "3-64"), null where it has none ("sh"). */
export type DistributionProvider = { readonly pkgname: string; readonly version: string | null };
