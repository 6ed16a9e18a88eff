import schema from "../../../schema/packages.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

const { definitions, properties } = schema;

/** The file but for what its entries say, and an entry. */
export const schemaSet = {
  schemas: [
    {
      ...schema,
      $id: "file",
      properties: { ...properties, packages: { ...properties.packages, additionalProperties: true } },
    },
    { ...definitions.entry, $id: "entry", definitions },
  ],
  validators: { file: "file", entry: "entry" },
  tellsAll: true,
};

export const validators = validatorsOf(schemaSet);
