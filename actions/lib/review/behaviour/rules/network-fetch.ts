import { fetchOf, isAnonymous } from "../network.ts";
import { behaviourRule, ran, type Scale } from "../sighting.ts";
import { installsPackages } from "./foreign-package.ts";

/** Something is taken from the network outside of `source`, where no checksum covers it. */
export const networkFetch = behaviourRule({
  id: "network-fetch",
  severities: ["alarm", "warning", "note"],
  see: (scene) =>
    scene.steps.flatMap((step) => {
      const fetch = fetchOf(step);
      if (fetch === null || (fetch.kind === "project" && installsPackages(step, scene))) return [];
      if (isAnonymous(step)) return ran(step, "alarm", "which hides where it connects to");
      const isProject = fetch.kind === "project";
      return ran(
        step,
        isProject ? PROJECT : CONTENT,
        isProject
          ? "which downloads what the project's own files name"
          : "which downloads what no checksum here covers",
      );
    }),
});

const CONTENT: Scale = { reading: "warning", building: "warning", installing: "alarm", using: "note" };
const PROJECT: Scale = { reading: "alarm", building: "note", installing: "alarm", using: "note" };
