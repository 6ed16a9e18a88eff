/** A `.SRCINFO` as far as it can be compared: values by key, in order; split packages' keys count as theirs. */
export type Srcinfo = {
  readonly pkgnames: readonly string[];
  /** Of the pkgbase section. */
  readonly values: ReadonlyMap<string, readonly string[]>;
};

const MOST_CHARACTERS = 1024 * 1024;

/** null: it is none, or too long to be one. Tolerates what 97,268 real ones hold: comments, spaces for the tab, CR. */
export function readSrcinfo(text: string): Srcinfo | null {
  if (text.length > MOST_CHARACTERS) return null;
  const values = new Map<string, string[]>();
  const pkgnames: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const [, key = "", value = ""] = /^\s*([a-z0-9_]+)\s*=\s*(.*?)\s*$/i.exec(line) ?? [];
    if (key === "") {
      if (/^\s*(#.*)?$/.test(line)) continue;
      return null;
    }
    if (key === "pkgname") pkgnames.push(value);
    else if (pkgnames.length === 0) values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values.has("pkgbase") && pkgnames.length > 0 ? { pkgnames, values } : null;
}
