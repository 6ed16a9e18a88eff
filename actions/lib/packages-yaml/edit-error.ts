/** Why packages.yaml was not edited; nothing was changed. */
export class EditError extends Error {
  override readonly name = "EditError";
  readonly code: "not-a-commit" | "no-such-entry" | "entry-exists" | "not-editable";

  constructor(code: EditError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
