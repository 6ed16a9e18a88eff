import { CLEAN, PLACES } from "../places.ts";

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A change that somebody might send who has read our rules: a line at a place, or instead of another one of the recipe. */
export type Variant = {
  /** The least that a review says of it. */
  readonly says: "alarm" | "warning";
  readonly line: string;
  /** Other files that come with it. */
  readonly files?: Files;
} & ({ readonly place: string } | { readonly instead: string });

export function lines(place: string, says: Variant["says"], ...texts: readonly string[]): Variant[] {
  return texts.map((line) => ({ says, place, line }));
}

export const ELF: Uint8Array = new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1]);

/** Both sides of the change. A scriptlet was there before, so that its being new says nothing. */
export function sidesOf(variant: Variant): { readonly from: Files; readonly to: Files } {
  if ("instead" in variant) {
    const { PKGBUILD: recipe = "" } = CLEAN;
    const PKGBUILD = recipe.replace(variant.instead, () => variant.line);
    return { from: CLEAN, to: { PKGBUILD, ...variant.files } };
  }
  const place = PLACES.find(({ name }) => name === variant.place);
  if (place === undefined) throw new Error(`There is no place ${variant.place}.`);
  const from = variant.place === "post_install()" ? place.files("ldconfig") : CLEAN;
  return { from, to: { ...place.files(variant.line), ...variant.files } };
}
