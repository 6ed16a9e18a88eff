import { inRecipe } from "../../finding.ts";
import type { PackageReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { listed, quoted } from "../../words.ts";

/** `backup` names a file that belongs to another package or to the machine: this one is about to bring its own. */
export const foreignBackup: Rule = {
  id: "foreign-backup",
  severities: ["warning", "note"],
  find({ old, new: next }) {
    const before = old === null ? [] : backups(old);
    const foreign = backups(next).filter((path) => !before.includes(path) && isForeign(path, next));
    if (foreign.length === 0) return [];
    const message = `\`backup\` names ${listed(foreign.map(quoted))}: the package brings a file that decides who may do what on the machine.`;
    const at = { reading: next, names: /^backup/, text: foreign[0] ?? "" };
    return [inRecipe(old === null ? "note" : "warning", message, at)];
  },
};

function backups({ evaluation }: PackageReading): string[] {
  return (evaluation?.packages ?? []).flatMap(({ backup }) => backup.map((path) => path.replace(/^\/+/, "")));
}

const OF_MACHINE =
  /^etc\/(sudoers(\.d\/.*)?|doas\.conf|passwd|shadow|group|gshadow|hosts|fstab|crypttab|environment|profile|bash\.bashrc|nsswitch\.conf|resolv\.conf|ld\.so\.(conf|preload)|makepkg\.conf|pacman\.conf|pacman\.d\/(?!hooks).*|mkinitcpio\.conf|default\/(grub|useradd)|login\.defs|securetty|security\/.*|ssh\/sshd?_config|pam\.d\/(system-\w+|su|su-l|sudo|login|passwd|other|sshd|polkit-1|systemd-user|chsh|chfn)|systemd\/(system|user|logind|journald|resolved)\.conf)$/;

/** Of the package that the file is known by it is none: "sudo" may ship etc/sudoers. */
function isForeign(path: string, { evaluation }: PackageReading): boolean {
  const stems = path
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length > 2 && word !== "etc" && word !== "conf");
  const own = (evaluation?.packages ?? []).flatMap(({ pkgname }) => pkgname.split(/[-_.+@]+/));
  const keepers = [
    ...stems,
    "filesystem",
    "pambase",
    "shadow",
    "openssh",
    "glibc",
    "systemd",
    "util",
    "mirrorlist",
  ];
  return OF_MACHINE.test(path) && !own.some((word) => keepers.includes(word));
}
