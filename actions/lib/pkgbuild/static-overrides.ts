import type { Followed, PrintedAssignment } from "../shell/index.ts";

/** What a package function may replace for its package, as far as it is evaluated. */
export type Attribute = (typeof ATTRIBUTES)[number];

const ATTRIBUTES = [
  "arch",
  "options",
  "groups",
  "backup",
  "depends",
  "depends_x86_64",
  "provides",
  "provides_x86_64",
  "conflicts",
  "conflicts_x86_64",
  "replaces",
  "replaces_x86_64",
  "install",
  "changelog",
] as const;

const NAMES = new Set<string>(ATTRIBUTES);

/**
 * The value of an attribute for one package; null: not known. As libmakepkg's get_pkgbuild_attribute: it takes the
 * lines that `declare -f` prints of the function that assign it, wherever they stand, and evaluates them alone.
 */
export function overriddenIn(
  shell: Followed,
  pkgname: string,
): (attribute: Attribute) => readonly string[] | null {
  const own = `package_${pkgname}`;
  const name = shell.functions?.has(own) ? own : shell.functions?.has("package") ? "package" : null;
  const lines = name === null ? [] : shell.printedAssignments(name, NAMES);
  return (attribute) => {
    const global =
      attribute === "install" || attribute === "changelog"
        ? textAsList(shell.textOf(attribute))
        : shell.elementsOf(attribute);
    if (lines === null || global === null) return null;
    const meant = lines.filter((line) => isMeant(line, attribute));
    if (meant.length === 0) return global;
    const further = meant.map(({ text }) => `${OUT}${text.slice(attribute.length)}`).join("\n");
    // Names of libmakepkg's own variables at that place.
    if (
      /\$\{?[!#]?(?:attr|attrname|decl|funcname|isarray|outputvar|attr_regex|r|REPLY|shellopts)\b/.test(
        further,
      )
    )
      return null;
    const before = attribute === "install" || attribute === "changelog" ? (global[0] ?? "") : global;
    return shell.elementsAfter(OUT, { text: further, set: { pkgname, [OUT]: before } });
  };
}

/** The name of libmakepkg's variable does not matter; this one is nobody's. */
const OUT = "autorepo_out";

function textAsList(text: string | null): readonly string[] | null {
  return text === null ? null : text === "" ? [] : [text];
}

/** The patterns are `^[[:space:]]* name\+?=\(` for an array, and `=[^(]` for a text. */
function isMeant({ name, isArray, text }: PrintedAssignment, attribute: Attribute): boolean {
  if (name !== attribute) return false;
  const wanted = attribute !== "install" && attribute !== "changelog";
  return isArray === wanted && (wanted || !/=$/.test(text));
}
