/** A plan that cannot be made as asked: a selected name is no entry of packages.yaml. */
export class PlanningError extends Error {
  override readonly name = "PlanningError";
  readonly code: "unknown-package";

  constructor(code: "unknown-package", message: string) {
    super(message);
    this.code = code;
  }
}
