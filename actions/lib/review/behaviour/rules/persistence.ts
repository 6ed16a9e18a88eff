import type { Severity } from "../../../documents/index.ts";
import { UNKNOWN } from "../argument.ts";
import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, type Step, subcommand } from "../step.ts";
import { type Touch, touchesOf } from "../touched-paths.ts";

/** Something is arranged to be started later, again and again, on the builder's or the user's machine. */
export const persistence = behaviourRule({
  id: "persistence",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) =>
    steps.flatMap((step) => [...startedUnits(step), ...schedules(step), ...startFiles(step)]),
});

const ENABLED: Scale = { reading: "alarm", building: "alarm", installing: "warning", using: null };
const STARTED: Scale = { reading: "alarm", building: "alarm", installing: "note", using: null };

function startedUnits(step: Step): Sighting[] {
  if (step.program !== "systemctl") return [];
  if (hasOption(step, /^--root(=|$)/) && step.stage === "building") return [];
  const command = subcommand(step) ?? "";
  if (/^(enable|reenable|link|preset|preset-all|edit|set-default|unmask|add-wants)$/.test(command))
    return ran(step, ENABLED, "which makes a service start without being asked for");
  return /^(start|restart|reload-or-restart)$/.test(command)
    ? ran(step, STARTED, "which starts a service")
    : [];
}

function schedules(step: Step): Sighting[] {
  const { program } = step;
  const writes = program === "crontab" && !hasOption(step, /^-l$/);
  return writes || program === "at" || program === "batch" || program === "anacron"
    ? ran(step, SCHEDULED, "which schedules something to run later")
    : [];
}

const SCHEDULED: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "warning" };

/** What starts at log-in, at boot, in every shell or in every program. */
const OF_MACHINE: readonly (readonly [RegExp, string])[] = [
  [
    /^\/etc\/(systemd\/(system|user)|init\.d|rc\.d|rc\.local)(\/|$)|^\/usr\/(local\/)?lib\/systemd\/(system|user|system-generators)(\/|$)|^\/run\/systemd\/system/,
    "where services of the machine lie",
  ],
  [/^\/etc\/cron|^\/var\/spool\/(cron|at)/, "where cron looks for work"],
  [/^\/etc\/(profile|bash\.bashrc|zsh|fish)|^\/etc\/X11\/xinit/, "which every shell reads"],
  [/^\/etc\/environment/, "which every session reads"],
  [/^\/etc\/ld\.so\.preload/, "which every program loads"],
  [/^\/etc\/xdg\/autostart|^\/usr\/share\/(xsessions|autostart)/, "which starts with every session"],
  [/^\/(etc\/pacman\.d|usr\/share\/libalpm)\/(hooks|scripts)/, "where pacman looks for hooks"],
  [
    /^\/etc\/(modules-load\.d|udev\/rules\.d|NetworkManager\/dispatcher\.d|apparmor|initcpio)|^\/usr\/lib\/(modules-load\.d|udev\/rules\.d|initcpio)/,
    "which root reads or runs",
  ],
];
const OF_HOME =
  /\/\.(bashrc|bash_profile|bash_login|bash_logout|profile|zshrc|zshenv|zprofile|zlogin|xinitrc|xprofile|xsession|pam_environment|config\/(fish|autostart|systemd|environment\.d|plasma-workspace)|config\/(hypr|sway|i3)\/|local\/share\/systemd|ssh\/(authorized_keys|rc|config)|gitconfig|makepkg\.conf)/;

/** The package itself brings the link that `systemctl enable` would make. */
const WANTED: Scale = { reading: "warning", building: "warning", installing: "warning", using: null };
const PLANTED: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "note" };

function startFiles(step: Step): Sighting[] {
  return touchesOf(step)
    .filter(({ how }) => how === "writes")
    .flatMap((touch) => {
      if (
        touch.path.root === "package" &&
        /\/systemd\/(system|user)\/[^/]+\.(wants|requires)\/./.test(touch.path.path)
      )
        return ran(step, WANTED, "which makes a service start without being asked for");
      const why = whyPlanted(touch, step);
      return why === null ? [] : ran(step, severityOf(touch, step), why);
    });
}

function whyPlanted({ path: { root, path }, argument }: Touch, step: Step): string | null {
  if (/^authorized_keys$/.test(path.slice(path.lastIndexOf("/") + 1)) && root !== "package")
    return "which lets somebody log in";
  if (root === "home" || root === "unknown")
    return OF_HOME.test(path) ? "which is run when its owner logs in or opens a shell" : null;
  if (root === "relative" && step.stage === "installing") return placeOfMachine(`/${argument.text}`);
  return root === "machine" ? placeOfMachine(path) : null;
}

function placeOfMachine(path: string): string | null {
  return OF_MACHINE.find(([pattern]) => pattern.test(path))?.[1] ?? null;
}

/** A scriptlet that makes a folder, or puts a file of the package in another place, only arranges it. */
function severityOf({ path }: Touch, step: Step): Severity | Scale {
  const arranges =
    step.program === "mkdir" ||
    (step.program === "install" && hasOption(step, /^-[a-z]*d/)) ||
    step.program === "ln" ||
    step.program === "touch";
  if (step.stage === "installing" && path.path.startsWith("/etc/environment")) return "warning";
  if (step.stage === "installing" && copiesPackaged(step) && path.path.startsWith("/etc/systemd"))
    return "warning";
  if (step.stage !== "installing" || !arranges || path.path.includes("ssh")) return PLANTED;
  return operands(step).some(({ text }) => text.includes(UNKNOWN)) ? "warning" : "note";
}

/** A file that the package brings, whose content the review of the package shows. */
function copiesPackaged(step: Step): boolean {
  return step.program === "cp" && /^\/?(usr\/(share|lib)|opt)\/./.test(operands(step)[0]?.text ?? "");
}
