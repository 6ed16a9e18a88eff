import { verdictOf, worstOf } from "../../../actions/lib/diff-page/index.ts";
import type { Review } from "../../../actions/lib/documents/index.ts";
import { CommandError, type ExitName } from "../exit-codes.ts";
import type { Questions } from "../terminal/question.ts";
import type { Call } from "../verb.ts";

/** What a call says about accepting what it shows: nothing, all without an alarm, or alarms of named entries too. */
export type Acceptance =
  | { readonly kind: "ask" }
  | { readonly kind: "accept" }
  | { readonly kind: "accept-alarm" };

/** @throws CommandError `wrongUse` where --accept-alarm names another entry */
export function acceptanceOf({ values }: Call, name: string): Acceptance {
  const alarmed = values["accept-alarm"];
  if (alarmed === undefined) return values.accept === true ? { kind: "accept" } : { kind: "ask" };
  if (alarmed === name) return { kind: "accept-alarm" };
  throw new CommandError(
    "wrongUse",
    `--accept-alarm wants the entry's name once more: --accept-alarm ${name}`,
  );
}

/** `exit` and `reason` are what becomes of the call where the answer is no. */
export type Agreement =
  | { readonly kind: "yes" }
  | { readonly kind: "no"; readonly exit: ExitName; readonly reason: string };

/** What a person types to review an entry. */
export function reviewCommand(name: string, noCooldown: boolean): string {
  return `scripts/autorepo review ${name}${noCooldown ? " --no-cooldown" : ""}`;
}

type Proposal = {
  readonly acceptance: Acceptance;
  /** What a person types to be shown this again. */
  readonly command: string;
  /** null: nobody can be asked. */
  readonly person: Questions | null;
  readonly name: string;
  readonly review: Review;
};

/** Whether a pin is moved: as the call says, else as the person at the terminal says. */
export async function agreed({ acceptance, command, person, name, review }: Proposal): Promise<Agreement> {
  const isAlarm = worstOf(review) === "alarm";
  if (acceptance.kind === "accept-alarm" || (acceptance.kind === "accept" && !isAlarm))
    return { kind: "yes" };
  if (person === null) return nobodyAsked({ acceptance, command, name, isAlarm });
  const isWanted = isAlarm
    ? await person.typed(`${verdictOf(review)}.\nTo move the pin all the same, type ${name}:`, name)
    : await person.confirm(`Move the pin of ${name}?`);
  return isWanted ? { kind: "yes" } : { kind: "no", exit: "done", reason: "nothing was written" };
}

function nobodyAsked({
  acceptance,
  command,
  name,
  isAlarm,
}: Pick<Proposal, "acceptance" | "command" | "name"> & { readonly isAlarm: boolean }): Agreement {
  if (isAlarm) {
    const reason = `${name} has an alarm: nothing was written; \`${command} --accept-alarm ${name}\` moves the pin all the same`;
    return { kind: "no", exit: acceptance.kind === "accept" ? "packagesFailed" : "done", reason };
  }
  return { kind: "no", exit: "done", reason: `nothing was written; \`${command} --accept\` moves the pin` };
}
