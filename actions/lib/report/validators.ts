import report from "../../../schema/report.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

export const schemaSet = { schemas: [report], validators: { report: "report.schema.json" } };

export const validators = validatorsOf(schemaSet);
