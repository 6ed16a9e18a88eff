import type { Observation } from "../documents/index.ts";
import type { TarMember } from "./tar-member.ts";

/** What a reviewer wants to know about a member, from its header alone; refused ones never get here. */
export function observe(member: TarMember): readonly Observation[] {
  const path = member.path;
  const seen: Observation[] = [];
  if (member.type !== "symlink" && (member.mode & 0o6000) !== 0) {
    const mode = member.mode.toString(8);
    seen.push({ kind: "setuid", path, detail: `${member.type} of ${ownerOf(member)}, mode ${mode}` });
  }
  if (member.attributes.keys().some((name) => name.endsWith(".security.capability"))) {
    seen.push({ kind: "file-capability", path, detail: "runs with privileges of its own" });
  }
  if (member.type === "directory") return [...seen, ...unusualFolder(path)];
  if (/^(usr\/share\/libalpm|etc\/pacman\.d)\/hooks\/./.test(path)) {
    seen.push({ kind: "pacman-hook", path, detail: "runs as root at every matching transaction" });
  }
  const unit = /^(?:usr\/lib|etc)\/systemd\/(system|user)\/(.+\.(?:wants|requires|upholds)\/)?/.exec(path);
  if (unit) {
    const detail = unit[2] ? "enabled by the package itself" : "can be started or enabled";
    seen.push({ kind: "unit", path, detail: `${unit[1]} unit, ${detail}` });
  }
  return [...seen, ...unusualFile(path)];
}

/** The functions that a scriptlet (.INSTALL) defines, which pacman runs as root. */
export function observeScriptlet(text: string): Observation {
  const functions = text.matchAll(/^\s*(?:function\s+)?((?:pre|post)_(?:install|upgrade|remove))\b/gm);
  const names = [...new Set(functions.map(([, name]) => name))];
  const detail = names.length > 0 ? names.join(", ") : "no function that pacman calls is plain to see";
  return { kind: "scriptlet", path: ".INSTALL", detail };
}

/** At most `most` of each kind, then one more that says how many were left out. */
export function abridge(seen: readonly Observation[], most: number): readonly Observation[] {
  const kinds = Map.groupBy(seen, (observation) => observation.kind);
  return [...kinds].flatMap(([kind, all]) =>
    all.length <= most
      ? all
      : [...all.slice(0, most), { kind, path: "", detail: `${all.length - most} more are not listed` }],
  );
}

/** Where packages put files; the links of the file system's layout (bin, lib, sbin) belong to `filesystem`. */
const USUAL = /^(boot|etc|opt|srv|usr|var)\//;
const METADATA = /^\.(PKGINFO|BUILDINFO|MTREE|INSTALL|CHANGELOG)$/;
const NOT_FOR_PACKAGES = /^(usr\/(local|bin\/.*\/|sbin|lib64)|var\/(tmp|run|lock)|etc\/skel\/\.ssh)(\/|$)/;

function unusualFile(path: string): readonly Observation[] {
  if (METADATA.test(path)) return [];
  if (/^\.[^/]*$/.test(path)) {
    return [{ kind: "unusual-path", path, detail: "metadata of an unknown kind, which pacman leaves out" }];
  }
  const usual = USUAL.test(path) && !NOT_FOR_PACKAGES.test(path);
  return usual ? [] : [{ kind: "unusual-path", path, detail: "packages do not put files here" }];
}

function unusualFolder(path: string): readonly Observation[] {
  return /^(home|root|run|tmp|dev|proc|sys|mnt|media|usr\/local)\/$/.test(path)
    ? [{ kind: "unusual-path", path, detail: "a folder that belongs to the administrator or the system" }]
    : [];
}

function ownerOf(member: TarMember): string {
  return member.uid === 0 ? "root" : `user ${member.uid}`;
}
