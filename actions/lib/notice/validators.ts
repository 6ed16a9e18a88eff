import news from "../../../schema/news.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

export const schemaSet = { schemas: [news], validators: { news: "news.schema.json" } };

export const validators = validatorsOf(schemaSet);
