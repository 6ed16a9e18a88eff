import { CommandError } from "../exit-codes.ts";
import type { Questions } from "../terminal/question.ts";
import type { Call } from "../verb.ts";

/**
 * Those entries with an alarm that a person wants all the same: by --accept-alarm, or by typing each name.
 *
 * @throws CommandError `wrongUse` where --accept-alarm names one that has none
 */
export async function confirmedAlarms(
  { values }: Call,
  alarmed: readonly string[],
  person: Questions | null,
): Promise<ReadonlySet<string>> {
  const named =
    typeof values["accept-alarm"] === "string"
      ? values["accept-alarm"].split(",").map((name) => name.trim())
      : [];
  const stray = named.find((name) => !alarmed.includes(name));
  if (stray !== undefined)
    throw new CommandError("wrongUse", `--accept-alarm names "${stray}", which has no alarm`);
  const confirmed = new Set(named);
  if (person === null || values.yes === true) return confirmed;
  for (const name of alarmed.filter((one) => !confirmed.has(one))) {
    if (await person.typed(`${name} has an alarm. To add it all the same, type its name:`, name))
      confirmed.add(name);
  }
  return confirmed;
}
