/** Exit codes of every verb; the text is what `--help` prints. */
export const EXIT_CODES = {
  done: [0, "done, or nothing to do"],
  packagesFailed: [1, "some packages failed or cannot be built; the rest is done"],
  wrongUse: [2, "wrong use or an invalid packages.yaml; nothing was done"],
  storeRefused: [3, "the store refused or is inconsistent; nothing was changed"],
  machineLacks: [4, "something this machine lacks, a key among it; the message says what"],
  internal: [70, "a mistake in arch-autorepo itself; please report it"],
  interrupted: [130, "interrupted"],
} as const satisfies Record<string, readonly [number, string]>;

export type ExitName = keyof typeof EXIT_CODES;

/** An error whose message is all that a user needs to read. */
export class CommandError extends Error {
  readonly exit: ExitName;

  constructor(exit: ExitName, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.exit = exit;
  }
}
