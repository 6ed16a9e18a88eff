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
    const text = line.trim();
    if (text === "" || text.startsWith("#")) continue;
    const [, key, value = ""] = /^(\w+)\s*=\s*(.*)$/.exec(text) ?? [];
    if (key === undefined) return null;
    if (key === "pkgname") pkgnames.push(value);
    else if (pkgnames.length === 0) {
      const known = values.get(key);
      if (known === undefined) values.set(key, [value]);
      else known.push(value);
    }
  }
  return values.has("pkgbase") && pkgnames.length > 0 ? { pkgnames, values } : null;
}
