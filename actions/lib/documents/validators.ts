import buildPlan from "../../../schema/build-plan.schema.json" with { type: "json" };
import buildResult from "../../../schema/build-result.schema.json" with { type: "json" };
import detection from "../../../schema/detection.schema.json" with { type: "json" };
import manifest from "../../../schema/manifest.schema.json" with { type: "json" };
import state from "../../../schema/state.schema.json" with { type: "json" };
import { validatorsOf } from "../json-schema/index.ts";

export const schemaSet = {
  schemas: [buildPlan, buildResult, detection, manifest, state],
  validators: {
    buildPlan: "build-plan.schema.json",
    buildResult: "build-result.schema.json",
    signedState: "state.schema.json",
    state: "state.schema.json#/definitions/state",
    manifest: "manifest.schema.json",
    metadata: "manifest.schema.json#/definitions/metadata",
    detection: "detection.schema.json",
    review: "detection.schema.json#/definitions/review",
    memory: "detection.schema.json#/definitions/memory",
  },
};

export const validators = validatorsOf(schemaSet);
