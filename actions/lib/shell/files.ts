import type { Field } from "./atoms.ts";
import { known, type Parts } from "./parts.ts";
import { matches, patternOf } from "./pattern.ts";
import type { Shell } from "./shell.ts";

/**
 * What a glob stands for in the folder that the top level runs in, in bash's order; itself where nothing matches.
 * null: not known.
 */
export function namesOf(field: Field, { reader, within, state }: Shell): readonly Parts[] | null {
  const pattern = within === null && reader.files !== null && !state.lost ? patternOf(field) : null;
  const text = field.map((atom) => atom.text ?? "").join("");
  if (
    pattern === null ||
    reader.files === null ||
    text.startsWith("/") ||
    /(?:^|\/)\.{1,2}(?:\/|$)/.test(text)
  )
    return null;
  // A colon or two slashes: an address, whose folder cannot be there.
  const inFolders = text.includes("/") && !/^[A-Za-z0-9+_.-]*:+\/\/|::/.test(text);
  if (inFolders) return null;
  const found = reader.files.filter(
    (name) =>
      !name.includes("/") &&
      name.startsWith(".") === text.startsWith(".") &&
      matches(pattern, name, reader.budget),
  );
  if (found.length > 1) return null;
  return found.length === 1 && found[0] !== undefined ? [known(found[0])] : [known(text)];
}
