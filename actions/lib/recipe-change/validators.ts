import recipeChange from "../../../schema/recipe-change.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

export const schemaSet = {
  schemas: [recipeChange],
  validators: { recipeChange: "recipe-change.schema.json" },
};

export const validators = validatorsOf(schemaSet);
