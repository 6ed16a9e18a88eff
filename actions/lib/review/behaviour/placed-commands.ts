import { execLines, type ShellScript } from "../../shell/index.ts";
import { downloadsRun } from "./build-files.ts";
import { commandsOf } from "./command-lines.ts";
import type { PlacedFile } from "./placed-files.ts";

/** What runs of a file because of where the package puts it: a text for the shell, or commands that no shell reads first. */
export type PlacedCommands =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "commands"; readonly script: ShellScript };

/** Where every file is a shell's to read, whatever its name. */
const OF_SHELL =
  /^\/(etc\/(profile\.d|cron\.(hourly|daily|weekly|monthly)|init\.d|grub\.d|NetworkManager\/dispatcher\.d|initcpio\/(hooks|install)|fish\/conf\.d|bash_completion\.d)|usr\/share\/(libalpm\/scripts|bash-completion\/completions|fish\/vendor_\w+\.d)|usr\/lib\/(initcpio\/(hooks|install)|dracut\/modules\.d\/[^/]+|systemd\/(system-(sleep|shutdown|generators)|user-generators)|NetworkManager\/dispatcher\.d))\/./;
const OF_BUS = /^\/usr\/share\/dbus-1\/(system-)?services\/./;
const OF_PACMAN = /\/(libalpm|pacman\.d)\/hooks\/./;
const OF_SYSTEMD = /\/systemd\/(system|user)\/[^/]+(\/[^/]+\.conf|\.(service|socket|mount|path|timer))$/;
const OF_SESSIONS = /\/(autostart|applications|xsessions|wayland-sessions)\/[^/]+\.desktop$/;
/** Programs that editors and the like load unasked. */
const LOADED = /\.(vim|lua|el|py|js|mjs|rb|pl|nu|tcl|php)$/;

/** The rest is told by a committed file's own name. */
export function commandsByPlace({ path, text, file }: PlacedFile, until: number): readonly PlacedCommands[] {
  if (file !== null && file.role !== "text" && file.role !== "hook") return [];
  if (OF_BUS.test(path)) return [{ kind: "text", text: busCommands(text) }];
  const kind = execKind(path);
  if (kind !== null && file?.role !== "hook")
    return [{ kind: "commands", script: execLines(kind, text, until) }];
  const isOther = text.startsWith("#!") && !/^#![^\n]*\b(ba|da|z|k|a|fi)?sh\b/.test(text);
  if (OF_SHELL.test(path) && !isOther) return [{ kind: "text", text }];
  const lines = file === null ? commandsOf(path, text).map((one) => one.text) : [];
  const loaded = LOADED.test(path) ? downloadsRun(text) : [];
  return [...lines, ...configured(path, text), ...loaded].map((one) => ({ kind: "text", text: one }));
}

function execKind(path: string): "hook" | "unit" | "desktop" | null {
  if (OF_PACMAN.test(path)) return "hook";
  if (OF_SYSTEMD.test(path)) return "unit";
  return OF_SESSIONS.test(path) ? "desktop" : null;
}

function busCommands(text: string): string {
  return [...text.matchAll(/^Exec[ \t]*=(.*)$/gm)].map(([, command]) => command ?? "").join("\n");
}

/** Commands in configurations of git and ssh for everybody. */
function configured(path: string, text: string): string[] {
  if (/\/etc\/gitconfig$|\/etc\/skel\/\.gitconfig$/.test(path))
    return values(
      text,
      /^[ \t]*(?:fsmonitor|sshCommand|pager|editor|helper|textconv|smudge|clean|\w+)[ \t]*=[ \t]*!?(.*[ |/].*)$/gim,
    );
  return /\/etc\/ssh\/ssh_config/.test(path)
    ? values(text, /^[ \t]*(?:ProxyCommand|LocalCommand|KnownHostsCommand)[ \t=]+(.*)$/gim)
    : [];
}

function values(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, value]) => value ?? "");
}
