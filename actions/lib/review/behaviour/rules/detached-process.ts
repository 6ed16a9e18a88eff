import { baseName } from "../argument.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import type { Step } from "../step.ts";

/** Something keeps running after what started it, or runs from where nobody looks. */
export const detachedProcess = behaviourRule({
  id: "detached-process",
  severities: ["alarm", "warning"],
  see: ({ steps }) => steps.flatMap((step) => [...detached(step), ...fromScratch(step)]),
});

const LEFT: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: null };
const TESTED: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: null };

function detached(step: Step): Sighting[] {
  if (!/^(nohup|setsid|disown|daemonize|systemd-run|start-stop-daemon)$/.test(step.program ?? "")) return [];
  const scale = step.place.within === "check" ? TESTED : LEFT;
  return ran(step, scale, "which keeps running when its starter has ended");
}

/** A program that lies in /tmp, or in a home folder, or has a name that ls does not show. */
function fromScratch(step: Step): Sighting[] {
  const { text } = step.name;
  const isHidden =
    (baseName(step.name) ?? "").startsWith(".") && text.includes("/") && !/\/\.{1,2}$/.test(text);
  if (/^\/(tmp|var\/tmp|dev\/shm)\//.test(text) || (isHidden && step.stage === "installing"))
    return ran(step, LEFT, "a program that no package brings to that place");
  return isHidden
    ? ran(step, { ...TESTED, installing: "alarm" }, "a program whose name is hidden from ls")
    : [];
}
