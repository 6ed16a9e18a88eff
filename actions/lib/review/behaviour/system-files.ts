import { dangerOf, runsDownloads, traitsOf } from "./program-text.ts";
import {
  ofBinfmt,
  ofBus,
  ofEnvironment,
  ofPolicy,
  ofPreset,
  ofSshd,
  ofSysctl,
  ofUnit,
} from "./service-files.ts";
import { alarm, type Verdict, warning } from "./verdict.ts";

/** What a package's file at a path means for the machine; null: nothing out of the ordinary. */
export function verdictOf(path: string, text: string): Verdict | null {
  for (const [place, judge] of KINDS) if (place.test(path)) return judge(text);
  return null;
}

/** Files by their place, and what their text says. */
const KINDS: readonly (readonly [RegExp, (text: string) => Verdict | null])[] = [
  [/^\/etc\/sudoers(\.d\/|$)/, ofSudoers],
  [/\/polkit-1\/rules\.d\//, ofPolkit],
  [/\/polkit-1\/(actions\/|localauthority\/)/, ofPolicy],
  [/^\/(etc|usr\/lib)\/pam\.d\//, ofPam],
  [/\/tmpfiles\.d\//, ofTmpfiles],
  [/\/sysusers\.d\//, ofSysusers],
  [
    /\/(ca-certificates\/trust-source|ca-certificates\/anchors)\//,
    () => warning("so that the machine trusts another authority's certificates"),
  ],
  [/^\/etc\/(ld\.so\.preload|passwd|shadow|gshadow)$/, () => alarm("which belongs to the machine alone")],
  [/^\/etc\/(hosts|resolv\.conf|nsswitch\.conf)$/, () => warning("which says where names lead")],
  [/^\/etc\/ld\.so\.conf(\.d\/|$)/, ofLoader],
  [/^\/(root|home\/[^/]+|etc\/skel)\/\.ssh\/authorized_keys/, () => alarm("which lets somebody log in")],
  [/^\/etc\/(ssh\/sshd_config)/, ofSshd],
  [/^\/etc\/pacman\.(conf$|d\/(?!hooks))/, ofPacman],
  [/^\/etc\/(pip\.conf|npmrc)$/, ofRegistry],
  [
    /^\/(etc\/(profile|bash\.bashrc|environment|zsh|skel\/\.)|usr\/lib\/environment\.d\/|etc\/environment\.d\/)/,
    ofEnvironment,
  ],
  [/\/systemd\/(system|user)\.conf(\.d\/|$)/, ofEnvironment],
  [/\/systemd\/(system|user)-preset\//, ofPreset],
  [/\/systemd\/(system|user)\//, ofUnit],
  [/\/sysctl\.d\//, ofSysctl],
  [/\/binfmt\.d\//, ofBinfmt],
  [/\/dbus-1\/system\.d\//, ofBus],
  [/\/(sitecustomize|usercustomize)\.py$|\/site-packages\/[^/]+\.pth$/, ofPython],
  [/\/(s?bin|system-generators|user-generators|libexec)\/[^/]+$/, ofProgram],
];

/** A folder of the package's own below /opt or /usr is how packages bring their libraries. */
function ofLoader(text: string): Verdict | null {
  return /^[ \t]*\/(?!opt\/|usr\/)/m.test(text)
    ? warning("with which every program loads libraries from where no package brings any")
    : null;
}

/** Mirror lists name servers; what is not verified is another matter. */
function ofPacman(text: string): Verdict | null {
  return /^[ \t]*SigLevel[ \t]*=.*\b(Never|TrustAll|Optional)\b/im.test(text)
    ? alarm("with which pacman no longer verifies what it installs")
    : null;
}

function ofRegistry(text: string): Verdict | null {
  return /^[ \t]*((extra-)?index-url|registry|trusted-host)\b/m.test(text)
    ? warning("with which packages of another ecosystem come from a registry of the package's choice")
    : null;
}

function ofSudoers(text: string): Verdict {
  const lines = text.split("\n").map((line) => line.split("#", 1)[0] ?? "");
  return lines.some((line) => /\bNOPASSWD:[ \t]*ALL\b/.test(line) && line.includes("="))
    ? alarm("with which somebody is root without a password")
    : warning("which says who may act as root");
}

/** A rule that asks neither for the action nor for the person says yes to everything. */
function ofPolkit(text: string): Verdict | null {
  const code = text.replaceAll(/\/\/.*$/gm, "");
  if (!/\bResult\.YES\b|return\s+["']yes["']/.test(code)) return null;
  return /\baction\.(id|lookup)\b/.test(code)
    ? warning("which lets somebody act as root without a password")
    : alarm("which lets everybody act as root without a password");
}

function ofPam(text: string): Verdict {
  if (/^-?auth\s+(sufficient|\[[^\]\n]*success=\w+[^\]\n]*\])\s+pam_permit\.so/m.test(text))
    return alarm("which lets everybody log in");
  return /\bpam_exec\.so\b[^\n]*\bexpose_authtok\b/.test(text)
    ? alarm("which hands passwords to a program")
    : warning("which says how people log in");
}

/** tmpfiles.d(5): type, path, mode, user, group, age, argument. */
function ofTmpfiles(text: string): Verdict | null {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const isTouched = ([type = "", path = ""]: readonly string[]) =>
    (/^[fFwLCczZ]/.test(type) && OF_ROOT.test(path)) || (/^[fFwLC]/.test(type) && OF_PROGRAMS.test(path));
  const isSetuid = ([type = "", , mode = ""]: readonly string[]) =>
    /^[fFzZC]/.test(type) && /^[:~]?0?[46][0-7]{3}$/.test(mode);
  if (lines.some(isTouched)) return alarm("which writes at each start what says who is root");
  return lines.some(isSetuid) ? warning("which lets programs act with more rights than their user's") : null;
}

const OF_ROOT =
  /^\/etc\/(sudoers|shadow|passwd|gshadow|ld\.so|cron|profile|pam\.d|polkit|pacman|ssh\/|systemd\/system\/|udev|modprobe|environment|xdg\/autostart)|\/\.(ssh|bashrc|profile|zshrc)/;

const OF_PROGRAMS = /^\/usr\/(local\/)?s?bin\//;

/** sysusers.d(5): `u NAME 0`. */
function ofSysusers(text: string): Verdict | null {
  return /^[ \t]*u!?[ \t]+(?!root\b)\S+[ \t]+"?0+(:|"|[ \t]|$)/m.test(text)
    ? alarm("which makes another account that is root")
    : /^[ \t]*m[ \t]+(?!root\b)\S+[ \t]+(wheel|root|sudo|shadow|disk|docker)\b/m.test(text)
      ? alarm("which puts an account among those who may be root")
      : null;
}

/** Run by every program in Python, asked for or not. */
function ofPython(text: string): Verdict | null {
  const danger = dangerOf(traitsOf(text));
  if (danger) return alarm(`which every program in Python runs, and ${danger.why}`);
  return /^(import|from)\b/m.test(text) ? warning("which every program in Python runs") : null;
}

/** Programs in other languages that a recipe writes; what is a shell's is read as such, what is committed elsewhere. */
function ofProgram(text: string): Verdict | null {
  if (!/^#!/.test(text) || /^#![^\n]*\b(ba|da|z|k|a|fi)?sh\b/.test(text)) return null;
  if (runsDownloads(text)) return alarm("a program that runs what it downloads");
  const danger = dangerOf(traitsOf(text));
  return danger?.grade === "alarm" ? warning(`a program ${danger.why.replace(/^which/, "that")}`) : null;
}
