export type { ErrorObject } from "ajv";
export { ajvOf, type SchemaSet, type Validator, validatorsOf } from "./validators-of.ts";
