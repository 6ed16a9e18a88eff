/** What a table says of a name that upstream chose: `constructor` and `valueOf` are in none that does not list them. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string | null): T | undefined {
  return name !== null && Object.hasOwn(table, name) ? table[name] : undefined;
}
