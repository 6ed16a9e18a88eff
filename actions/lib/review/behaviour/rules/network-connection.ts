import { behaviourRule, ran, type Scale } from "../sighting.ts";
import { hasOption, type Step } from "../step.ts";

/** A bare connection, which carries a shell or data as well as anything: nc, socat, bash's own /dev/tcp. */
export const networkConnection = behaviourRule({
  id: "network-connection",
  severities: ["alarm", "warning"],
  see: ({ steps }) =>
    steps.flatMap((step) => {
      if (usesDevTcp(step))
        return ran(step, "alarm", "which opens a connection of bash's own, without any program");
      if (!/^(nc|ncat|netcat|nc\.\w+|socat|telnet|cryptcat|openbsd-nc)$/.test(step.program ?? "")) return [];
      const shell = hasOption(step, /^-[a-z]*[ec]$|^--(exec|sh-exec)$|EXEC:|SYSTEM:/i);
      return shell
        ? ran(step, "alarm", "which connects a shell to the network")
        : ran(step, BARE, "which opens a bare connection");
    }),
});

const BARE: Scale = { reading: "alarm", building: "warning", installing: "alarm", using: "warning" };

/** bash knows the path in redirections only; as a word of its own it is on its way into one. */
function usesDevTcp(step: Step): boolean {
  const targets = step.command.redirections
    .filter(({ operator }) => !operator.includes("<<"))
    .map(({ target }) => target.parts.join(""));
  const words = step.arguments.map(({ text }) => text);
  return [...targets, ...words].some((text) => /^\/dev\/(tcp|udp)\//.test(text));
}
