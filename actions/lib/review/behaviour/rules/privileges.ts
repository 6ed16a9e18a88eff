import { baseName } from "../argument.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, type Step } from "../step.ts";
import { touchesOf } from "../touched-paths.ts";

/** A build asks for root, which makepkg never needs. */
export const privilegeEscalation = behaviourRule({
  id: "privilege-escalation",
  severities: ["alarm", "note"],
  see: ({ steps }) => steps.flatMap(escalations),
});

const ESCALATED: Scale = { reading: "alarm", building: "alarm", installing: "note", using: null };

function escalations(step: Step): Sighting[] {
  const { program } = step;
  if (program !== null && ROOTS.test(program)) {
    if (hasOption(step, /^-[kKvl]$/) && operands(step).length === 0) return [];
    const why =
      step.stage === "installing"
        ? "as another user"
        : `with the rights that \`${program}\` gives: a build needs none`;
    return ran(step, ESCALATED, why);
  }
  const mountsRoot =
    /^(docker|podman|nerdctl)$/.test(program ?? "") &&
    hasOption(step, /^(--privileged|\/:\/.*|--volume=\/:.*|-v\/:.*|--pid=host)$/);
  const asksDocker = step.arguments.some(({ text }) =>
    /\/(docker|podman\/podman|containerd)\.sock\b/.test(text),
  );
  return mountsRoot || asksDocker || program === "nsenter"
    ? ran(step, ESCALATED, "with the rights of the machine's root")
    : [];
}

const ROOTS = /^(sudo|doas|pkexec|su|run0|runuser|sudoedit|machinectl)$/;

/** A file that gives rights beyond those of whoever runs it. */
export const privilegedFile = behaviourRule({
  id: "privileged-file",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) => {
    const shells = new Set(steps.flatMap(copiesOfShells));
    return steps.flatMap((step) => [...privilegedFiles(step, shells), ...keptPrivileges(step)]);
  },
});

/** Names that copies of shells and interpreters got. */
function copiesOfShells(step: Step): string[] {
  const [from, ...to] = operands(step);
  if (!/^(cp|install|mv|ln)$/.test(step.program ?? "") || !from || !isShellOfSystem(from.text)) return [];
  return [from, ...to].flatMap((word) => baseName(word) ?? []);
}

function isShellOfSystem(path: string): boolean {
  return /^\/(usr\/)?(local\/)?s?bin\/((ba|da|z|k|fi|a)?sh|busybox|python[\d.]*|perl|ruby|node|lua|env|find|vim?|awk|gawk)$/.test(
    path,
  );
}

/** `cp -a /usr/bin/sudo …`: a copy that keeps the rights of a program of the system. */
function keptPrivileges(step: Step): Sighting[] {
  const keeps =
    step.program === "cp" && hasOption(step, /^(-[a-zA-Z]*[ap][a-zA-Z]*|--archive|--preserve(=.*)?)$/);
  const from = operands(step)[0]?.text ?? "";
  return keeps &&
    /^\/(usr\/)?s?bin\/(su|sudo|doas|pkexec|passwd|mount|umount|newgrp|chsh|chfn|gpasswd|fusermount3?|crontab|unix_chkpwd)$/.test(
      from,
    )
    ? ran(step, SHELL_GIVEN, "which keeps the rights of a program that acts as root")
    : [];
}

const SHELL_GIVEN: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "note" };
const GIVEN: Scale = { reading: "alarm", building: "warning", installing: "warning", using: "note" };

function privilegedFiles(step: Step, shells: ReadonlySet<string>): Sighting[] {
  const files = privileged(step);
  if (files === null) return [];
  const names = files.map((file) => baseName(file) ?? "");
  if (
    names.length > 0 &&
    names.every((name) => /^(chrome|chromium|electron)?-?sandbox$|^chrome-sandbox$/.test(name))
  )
    return ran(
      step,
      { ...GIVEN, building: "note", installing: "note" },
      "the helper of Chromium's sandbox, which is made for that",
    );
  if (files.some(({ text }) => isShellOfSystem(text)) || names.some((name) => shells.has(name)))
    return ran(
      step,
      SHELL_GIVEN,
      "which makes a shell that acts with more rights than those of whoever runs it",
    );
  return ran(step, GIVEN, "which lets whoever runs the file act with more rights than their own");
}

/** null: none. */
function privileged(step: Step): ReturnType<typeof operands> | null {
  const words = operands(step);
  const isMode = (text: string) => /^0?[4-7][0-7]{3}$|^[ugoa]*\+[rwxXt]*s|^[ugo]=[rwxX]*s/.test(text);
  if (step.program === "setcap") return hasOption(step, /^-r$/) ? null : words.slice(1);
  if (
    step.program === "chmod" &&
    words.some(({ text }) => isMode(text) && !/^0?[0-7]?1|^0?1[0-7]{3}$/.test(text))
  )
    return words.slice(1);
  if (
    step.program === "install" &&
    step.arguments.some(
      ({ text }, at) =>
        /^(-[a-zA-Z]*m|--mode=?)0?[4-7][0-7]{3}$/.test(text) ||
        (/^-[a-zA-Z]*m$/.test(text) && isMode(step.arguments[at + 1]?.text ?? "")),
    )
  )
    return words;
  return null;
}

/** A shell or the like is copied: the copy is to be run under a name that nobody watches. */
export const copiedShell = behaviourRule({
  id: "copied-shell",
  severities: ["alarm"],
  see: ({ steps }) =>
    steps.flatMap((step) => (copiesShell(step) ? ran(step, COPIED, "which copies a shell") : [])),
});

const COPIED: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: null };

function copiesShell(step: Step): boolean {
  if (!/^(cp|install|mv)$/.test(step.program ?? "")) return false;
  const [from, ...to] = operands(step);
  const isShell = /^\/(usr\/)?bin\/(ba|da|z|k|fi)?sh$/.test(from?.text ?? "");
  const isPackaged = touchesOf(step).some(({ how, path }) => how === "writes" && path.root === "package");
  return isShell && to.length > 0 && !isPackaged;
}
