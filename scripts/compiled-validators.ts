import { pathToFileURL } from "node:url";
import standaloneCode from "ajv/dist/standalone/index.js";
import type { Plugin } from "rolldown";
import { ajvOf, type SchemaSet } from "../actions/lib/json-schema/index.ts";

/**
 * Puts in the place of each room's `validators.ts` the functions that it would compile when it runs: so the bundle starts
 * sooner, holds no compiler, and makes no code from text.
 */
export const compiledValidators: Plugin = {
  name: "compiled-validators",
  load: {
    filter: { id: /\/actions\/lib\/[a-z-]+\/validators\.ts$/ },
    async handler(file) {
      const { schemaSet } = (await import(pathToFileURL(file).href)) as { readonly schemaSet: SchemaSet };
      return { code: compiled(schemaSet), moduleType: "js" };
    },
  },
};

function compiled(set: SchemaSet): string {
  const names = Object.keys(set.validators);
  const code = standaloneCode.default(ajvOf(set, { source: true, esm: true }), set.validators);
  return `${code}\nexport const validators = { ${names.join(", ")} };\n`;
}
