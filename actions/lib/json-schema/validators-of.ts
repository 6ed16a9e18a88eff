import { Ajv, type AnySchemaObject, type CodeOptions, type ErrorObject } from "ajv";

/** Whether a value is what a schema says, of which T is the type; if not, `errors` says why, until the next value. */
export type Validator = {
  <T>(value: unknown): value is T;
  errors?: readonly ErrorObject[] | null;
};

export type SchemaSet<Name extends string = string> = {
  /** They know each other by their `$id`. */
  readonly schemas: readonly AnySchemaObject[];
  /** By the names of validators: `$ref` of a schema, or of one of its definitions. */
  readonly validators: Readonly<Record<Name, string>>;
  /** Every fault rather than the first, and with each what is wrong and the schema that says so. */
  readonly tellsAll?: boolean;
};

/**
 * The validators of a set, for a room's `validators.ts`, which exports both: `schemaSet` and `validators`. They are compiled
 * when first used, since a command that reads no state shall not pay for its schema; those of the bundle beforehand, by
 * `scripts/compiled-validators.ts`.
 */
export function validatorsOf<Name extends string>(set: SchemaSet<Name>): Readonly<Record<Name, Validator>> {
  let ajv: Ajv | null = null;
  const compile = ($ref: string): Validator => {
    // Better code would take longer to make than it saves.
    ajv ??= ajvOf(set, { optimize: false });
    const compiled = ajv.getSchema($ref);
    if (compiled === undefined) throw new Error(`no schema is ${$ref}`);
    return compiled as Validator;
  };
  const named = Object.entries<string>(set.validators);
  const validators = named.map(([name, $ref]) => [name, compiledWhenUsed(() => compile($ref))]);
  return Object.fromEntries(validators);
}

/** What compiles a set. That each schema is one itself is for a test to say, and not at every start. */
export function ajvOf({ schemas, tellsAll = false }: SchemaSet, code: CodeOptions): Ajv {
  return new Ajv({
    schemas: [...schemas],
    allErrors: tellsAll,
    verbose: tellsAll,
    allowUnionTypes: true,
    validateSchema: false,
    code,
  });
}

function compiledWhenUsed(compile: () => Validator): Validator {
  let compiled: Validator | null = null;
  const validator: Validator = <T>(value: unknown): value is T => {
    compiled ??= compile();
    const isValid = compiled(value);
    validator.errors = compiled.errors ?? null;
    return isValid;
  };
  return validator;
}
