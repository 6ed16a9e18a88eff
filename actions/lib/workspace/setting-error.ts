/** What a person set cannot be used: packages.yaml, an option or a variable of the environment. Nothing was done. */
export class SettingError extends Error {
  override readonly name: string = "SettingError";
}

/** A key is wanted, and the environment has none. */
export class MissingKeyError extends SettingError {
  override readonly name = "MissingKeyError";
}
