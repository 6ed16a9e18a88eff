import { behaviourRule, ran, type Scale, type Sighting } from "../sighting.ts";
import { hasOption, operands, type Step, spoken, subcommand } from "../step.ts";
import { touchesOf } from "../touched-paths.ts";

/** What protects the machine is switched off, opened or removed. */
export const weakenedSecurity = behaviourRule({
  id: "weakened-security",
  severities: ["alarm", "warning", "note"],
  see: ({ steps }) => steps.flatMap((step) => [...byProgram(step), ...byFile(step)]),
});

const ALWAYS: Scale = { reading: "alarm", building: "alarm", installing: "alarm", using: "warning" };

function byProgram(step: Step): Sighting[] {
  const why = whyWeaker(step);
  if (why !== null) return ran(step, ALWAYS, why);
  if (step.program === "pacman-key" && hasOption(step, /^--(init|populate)$/))
    return ran(
      step,
      { ...ALWAYS, installing: "warning" },
      "which makes pacman trust the keys of a keyring package",
    );
  const warns = whyWorthALook(step);
  if (warns !== null) return ran(step, { ...ALWAYS, installing: "warning", using: "note" }, warns);
  if (step.program === "modprobe" && !hasOption(step, /^-[a-z]*r|^--remove|^-n/))
    return ran(step, { ...ALWAYS, installing: "warning", using: null }, "which loads a kernel module");
  return (step.program === "usermod" || step.program === "gpasswd") &&
    step.stage === "installing" &&
    hasOption(step, /^(-[a-zA-Z]*[Ga]\w*|--groups|--append)$/)
    ? ran(step, { ...ALWAYS, installing: "warning" }, "which changes the groups of a user")
    : [];
}

function whyWeaker(step: Step): string | null {
  return whyOthersMayMore(step) ?? whyLessProtected(step);
}

/** Accounts, and files that say who may do what. */
function whyOthersMayMore(step: Step): string | null {
  const { program } = step;
  if ((program === "useradd" || program === "usermod") && hasOption(step, /^(-p|--password)$/))
    return "which gives an account a password";
  if (
    (program === "useradd" || program === "usermod" || program === "gpasswd") &&
    /\b(wheel|sudo|root)\b/.test(operandsText(step))
  )
    return "which gives an account root's rights";
  if (program === "chsh") return "which changes the shell that somebody logs in to";
  if (
    /^(chown|chgrp|setfacl)$/.test(program ?? "") &&
    operands(step).some(({ text }) => CALLED_BY_ALL.test(text))
  )
    return "which changes to whom a program belongs that everybody calls";
  if (program === "chmod" && opensFile(step)) return "which lets others change what decides who is root";
  if (program === "chpasswd" || program === "visudo") return "which changes who may be root";
  return null;
}

function whyLessProtected(step: Step): string | null {
  const { program } = step;
  const command = subcommand(step) ?? "";
  if (
    program === "pacman-key" &&
    hasOption(step, /^(-[ar]|--add|--recv-keys|--lsign-key|--import|--import-trustdb)$/)
  )
    return "which changes whom pacman trusts";
  if (program === "insmod" || program === "kexec" || program === "bpftool")
    return "which puts code into the kernel";
  if (program === "setenforce" || program === "aa-teardown" || program === "aa-disable")
    return "which switches protection off";
  if (/^(iptables|ip6tables|nft)$/.test(program ?? "") && hasOption(step, /^(-F|-X|flush)$/))
    return "which opens the firewall";
  if (program === "ufw" && command === "disable") return "which opens the firewall";
  if (program === "systemctl" && /^(stop|disable|mask|kill)$/.test(command) && PROTECTORS.test(spoken(step)))
    return "which stops what protects the machine";
  if (/^(pkill|killall|kill)$/.test(program ?? "") && PROTECTORS.test(spoken(step)))
    return "which stops what protects the machine";
  if (program === "xhost" && hasOption(step, /^\+$/)) return "which lets everybody watch the screen";
  if (program === "mount" && hasOption(step, /^(--r?bind|--move|--overlay)$/) && step.stage === "installing")
    return "which puts other files in the place of those that are there";
  if (program === "systemctl" && command === "set-environment")
    return "which gives every service other settings";
  if (program === "sysctl" && /\bkernel\.(core_pattern|modprobe|hotplug)\b/.test(spoken(step)))
    return "which names a program that the kernel runs as root";
  if (program === "history" && hasOption(step, /^-[cw]$/)) return "which removes traces";
  if (program === "chattr" && hasOption(step, /^\+[a-z]*i/))
    return "which makes a file that cannot be removed";
  return null;
}

/** What packages of some kinds have a reason to do. */
function whyWorthALook(step: Step): string | null {
  const { program } = step;
  if (program === "trust" && subcommand(step) === "anchor")
    return "which changes whose certificates are believed";
  if (program === "sysctl" && hasOption(step, /^-[a-z]*w|=/)) return "which changes the kernel's settings";
  if (program === "loginctl" && subcommand(step) === "enable-linger")
    return "which lets services of a user run without a session";
  return null;
}

const PROTECTORS =
  /\b(firewalld|ufw|nftables|iptables|apparmor|auditd|clamav\S*|clamd|freshclam|fail2ban|opensnitchd?|falcon\S*|usbguard|crowdsec|rkhunter|ossec\S*|wazuh\S*)\b/;

function operandsText(step: Step): string {
  return operands(step)
    .map(({ text }) => text)
    .join(" ")
    .replaceAll(",", " ");
}

/** `chmod 666 /etc/shadow` */
function opensFile(step: Step): boolean {
  const [mode, ...files] = operands(step).map(({ text }) => text);
  const opens = /^0?[0-7]?[0-7]?[0-7]?[2367]$|[oa]\+[rwx]*w|^\+[rwx]*w/.test(mode ?? "");
  return (
    (opens &&
      files.some((file) => /^\/(etc|usr|boot)(\/|$)/.test(file) && !/^\/etc\/[^/]+\/?$/.test(file))) ||
    files.some((file) => /^\/etc\/g?shadow-?$/.test(file))
  );
}

/** Programs that everybody calls, and where a file of that name is found first. */
const CALLED_BY_ALL =
  /^\/usr\/(local\/)?s?bin\/(sudo|su|doas|pkexec|passwd|login|ba?sh|sh|zsh|env|ls|cat|cp|mv|rm|ps|ssh|scp|gpg|git|pacman|makepkg|curl|wget|python3?|perl|node|systemctl|mount|id|ip|ss|top|grep|sed|awk|find|tar)$/;

const FILES: readonly (readonly [RegExp, string])[] = [
  [
    /^\/etc\/pacman\.conf$|^\/etc\/pacman\.d\/(?!hooks)/,
    "which changes from where pacman installs and whom it trusts",
  ],
  [/^\/etc\/(sudoers(\.d(\/.*)?)?|doas\.conf)$/, "which changes who may be root"],
  [/^\/etc\/(passwd|shadow|group|gshadow)$/, "which changes accounts"],
  [
    /^\/etc\/(pam\.d|security|polkit-1|ssh|selinux)(\/|$)|^\/usr\/share\/polkit-1\/rules\.d/,
    "which changes who may log in or act as root",
  ],
  [/^\/etc\/(hosts|resolv\.conf|nsswitch\.conf)$/, "which changes where names lead"],
  [
    /^\/(etc\/ca-certificates|usr\/share\/ca-certificates|etc\/ssl\/certs)/,
    "which changes whose certificates are believed",
  ],
  [/^\/(boot|efi)(\/|$)/, "which changes what boots"],
  [
    /^\/etc\/(default\/grub|grub\.d\/|mkinitcpio\.conf|mkinitcpio\.d\/|fstab|crypttab|kernel\/)/,
    "which changes how the machine boots",
  ],
  [/^\/etc\/ld\.so\.conf/, "which changes from where every program loads its libraries"],
  [CALLED_BY_ALL, "which puts another program in the place of one that everybody calls"],
  [/^\/proc\/sys\/|^\/sys\/kernel\/security/, "which changes the kernel's settings"],
];

function byFile(step: Step): Sighting[] {
  if (step.program === "mkdir" || (step.program === "install" && hasOption(step, /^-[a-z]*d/))) return [];
  return touchesOf(step)
    .filter(
      ({ how, path }) =>
        how === "writes" &&
        (path.root === "machine" || (path.root === "relative" && step.stage === "installing")),
    )
    .flatMap(({ path }) => {
      const absolute = path.root === "relative" ? `/${path.path}` : path.path;
      const why = FILES.find(([pattern]) => pattern.test(absolute))?.[1];
      return why === undefined ? [] : ran(step, severityOf(absolute), why);
    });
}

/** Kernels' scriptlets write below /boot, and certificates of a company's own are an ordinary package. */
function severityOf(path: string): Scale {
  const ordinary =
    /^\/(boot|efi|proc|sys|etc\/(default|grub|mkinitcpio|fstab|crypttab|kernel|ld\.so)|etc\/pacman\.d\/gnupg|etc\/ca-cert|usr\/share\/ca-cert|etc\/ssl|usr\/share\/polkit|etc\/security)/.test(
      path,
    );
  return ordinary ? { ...ALWAYS, installing: "warning", using: "note" } : { ...ALWAYS, using: "note" };
}
