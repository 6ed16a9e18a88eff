import report from "../../../schema/report.schema.json" with { type: "json" };
import memory from "../../../schema/report-memory.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

export const schemaSet = {
  schemas: [report, memory],
  validators: { report: "report.schema.json", memory: "report-memory.schema.json" },
};

export const validators = validatorsOf(schemaSet);
