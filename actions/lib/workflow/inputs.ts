/** Reads what a step was given under `with:`. A value of only white space counts as absent. */
export type InputReader = {
  text(name: string): string | null;
  flag(name: string): boolean;
  /** Separated by commas or white space; null: not given. */
  names(name: string): readonly string[] | null;
  /** A whole number, 0 or more; null: not given. */
  count(name: string): number | null;
  choice<const T extends string>(name: string, choices: readonly T[]): T;
};

/** A step was given something it does not understand; nothing was done. */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** Inputs reach an action as variables `INPUT_<NAME>`, the name in capitals with its hyphens. */
export function inputReader(variables: NodeJS.ProcessEnv): InputReader {
  const text = (name: string) => variables[`INPUT_${name.toUpperCase()}`]?.trim() || null;
  const refuse = (name: string, advice: string): never => {
    throw new InputError(`the input ${name} is "${text(name) ?? ""}": ${advice}`);
  };
  return {
    text,
    flag(name) {
      const given = text(name) ?? "false";
      return given === "true" || (given !== "false" && refuse(name, "write true or false"));
    },
    names(name) {
      const given = text(name);
      return given === null ? null : given.split(/[\s,]+/).filter((one) => one !== "");
    },
    count(name) {
      const given = text(name);
      if (given === null) return null;
      return /^[0-9]{1,9}$/.test(given) ? Number(given) : refuse(name, "write a whole number");
    },
    choice(name, choices) {
      const given = text(name);
      return choices.find((one) => one === given) ?? refuse(name, `write one of ${choices.join(", ")}`);
    },
  };
}
