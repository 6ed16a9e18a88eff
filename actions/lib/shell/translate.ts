/** What `tr` makes of a text; null where its sets are not plain characters and ranges. */
export function translated(text: string, given: readonly string[]): string | null {
  const deletes = given[0] === "-d";
  const [from = null, to = null] = (deletes ? given.slice(1) : given).map(charactersOf);
  if (
    from === null ||
    given.length !== 2 ||
    (!deletes && to === null) ||
    /^-./.test(deletes ? "" : (given[0] ?? ""))
  )
    return null;
  if (deletes) return [...text].filter((char) => !from.includes(char)).join("");
  if (to === null || to.length === 0) return null;
  const table = new Map(from.map((char, at) => [char, to[Math.min(at, to.length - 1)] ?? ""]));
  return [...text].map((char) => table.get(char) ?? char).join("");
}

const ESCAPES = new Map([
  ["\\n", "\n"],
  ["\\t", "\t"],
  ["\\r", "\r"],
  ["\\\\", "\\"],
]);

function charactersOf(set: string): string[] | null {
  if (/\[[:=]|\[.\*/.test(set)) return null;
  const chars: string[] = [];
  const units = set.match(/\\[\s\S]|[\s\S]/g) ?? [];
  for (let at = 0; at < units.length; at++) {
    const char = plain(units[at] ?? "");
    const high = units[at + 1] === "-" ? plain(units[at + 2] ?? "\\") : undefined;
    if (char === null || (high === null && units[at + 2] !== undefined)) return null;
    if (high === undefined || high === null) chars.push(char);
    else {
      if (char > high || high.charCodeAt(0) > 0x7f) return null;
      for (let code = char.charCodeAt(0); code <= high.charCodeAt(0); code++)
        chars.push(String.fromCharCode(code));
      at += 2;
    }
  }
  return chars;
}

function plain(unit: string): string | null {
  return unit.length === 1 && unit !== "\\" ? unit : (ESCAPES.get(unit) ?? null);
}
