import { alarm, type Verdict, warning } from "./verdict.ts";

/** Polkit's older files: whom it asks for nothing. */
export function ofPolicy(text: string): Verdict | null {
  if (/^[ \t]*Action[ \t]*=[ \t]*\*/m.test(text) && /^[ \t]*Result\w+[ \t]*=[ \t]*yes/m.test(text))
    return alarm("which lets everybody act as root without a password");
  return /<allow_any>\s*yes\s*<|^[ \t]*ResultAny[ \t]*=[ \t]*yes/m.test(text)
    ? warning("which lets anybody act as root without a password, over the network as well")
    : null;
}

export function ofSshd(text: string): Verdict | null {
  return /^[ \t]*(PermitRootLogin[ \t]+yes|PermitEmptyPasswords[ \t]+yes|AuthorizedKeysCommand[ \t]|AuthorizedKeysFile[ \t])/im.test(
    text,
  )
    ? alarm("which changes who may log in over the network")
    : null;
}

/** What every shell or session takes over: other programs under known names, and code in every program. */
export function ofEnvironment(text: string): Verdict | null {
  if (/^[ \t]*alias[ \t]+(--[ \t]+)?["']?(sudo|su|doas|ssh|pacman|passwd|gpg|git|ls|cd)=/m.test(text))
    return alarm("in which a name that everybody types is another program");
  if (/\b(LD_PRELOAD|LD_AUDIT|BASH_ENV)[ \t]*=[ \t]*["']?[^\s"']/.test(text))
    return warning("with which every program that is started loads code");
  if (/\bPROMPT_COMMAND\b[^\n=]{0,50}=[^\n]{0,200}?(^|[\s"'(;])\/\w/.test(text))
    return warning("with which every shell runs a command at each prompt");
  return /\bPATH=["']?(\/tmp|\/var\/tmp|\/dev\/shm|\.(:|$))/m.test(text)
    ? alarm("with which programs are looked for where anybody may put them")
    : null;
}

/** systemd.preset(5) */
export function ofPreset(text: string): Verdict | null {
  return /^[ \t]*enable[ \t]+\S/m.test(text)
    ? warning("which makes services start without being asked for")
    : null;
}

/** A unit, or a drop-in for one of another package. */
export function ofUnit(text: string): Verdict | null {
  return /^[ \t]*(Pass)?Environment[ \t]*=.*\b(LD_PRELOAD|LD_AUDIT)\b/m.test(text)
    ? warning("whose programs load code of a file")
    : null;
}

/** What the kernel starts as root by itself. */
export function ofSysctl(text: string): Verdict | null {
  return /^[ \t]*-?kernel[./](core_pattern[ \t]*=[ \t]*\||modprobe[ \t]*=|hotplug[ \t]*=)/m.test(text)
    ? warning("which names a program that the kernel runs as root")
    : null;
}

/** binfmt.d(5): with the flag C an interpreter has the rights of what it interprets. */
export function ofBinfmt(text: string): Verdict | null {
  return /^:[^\n]*:[A-Z]*C[A-Z]*[ \t]*$/m.test(text)
    ? warning("whose interpreter acts with the rights of every program it is started for")
    : null;
}

/** dbus-daemon(1): what is allowed by default is allowed to everybody. */
export function ofBus(text: string): Verdict | null {
  const everybody = /<policy\s+context\s*=\s*["'](default|mandatory)["'][^>]*>([\s\S]{0,5000}?)<\/policy>/g;
  return [...text.matchAll(everybody)].some(([, , rules = ""]) =>
    /<allow\s+(own|eavesdrop)\b|send_destination\s*=\s*["']\*["']/.test(rules),
  )
    ? warning("which lets everybody pose as a service of the system, or speak to all of them")
    : null;
}
