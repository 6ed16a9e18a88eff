import { dirname } from "node:path";
import { ArchiveError, quoted } from "./archive-error.ts";
import type { TarMember } from "./tar-member.ts";

/** Watches over the members of one package, in their order. */
export type MemberRules = {
  /** Takes note of a member; throws an ArchiveError that names it where no package may have such a one. */
  check(member: TarMember): void;
};

/** Of all names together: a real package of 500,000 files has about 50 MB of them. */
const NAMES_BYTES = 64 * 1024 * 1024;

/**
 * What pacman would extract somewhere else than the name says, or what a file list cannot hold, is refused:
 * absolute names, `..`, empty parts, control characters, devices, members twice, below a link or a file,
 * hard links to anything but an earlier file of the package.
 */
export function memberRules(): MemberRules {
  const types = new Map<string, TarMember["type"]>();
  let nameBytes = 0;
  return {
    check(member) {
      const name = member.path.replace(/\/$/, "");
      nameBytes += name.length;
      if (nameBytes > NAMES_BYTES) throw new ArchiveError("limit", "the names of the members are too many");
      const problem = nameProblem(name) ?? typeProblem(member, types) ?? placeProblem(name, types);
      if (problem) throw new ArchiveError("forbidden", `the member ${quoted(member.path)} ${problem}`);
      types.set(name, member.type);
    },
  };
}

function nameProblem(name: string): string | null {
  if (name.startsWith("/")) return "has an absolute name";
  if (/[\x00-\x1f\x7f]/.test(name)) return "has a control character in its name";
  if (/(^|\/)\.\.(\/|$)/.test(name)) return "leads out of the root";
  return /(^|\/)\.?(\/|$)/.test(name) ? "has a name that is not in its plain form" : null;
}

function typeProblem(member: TarMember, types: ReadonlyMap<string, TarMember["type"]>): string | null {
  switch (member.type) {
    case "file":
    case "directory":
    case "symlink":
      return null;
    case "hardlink": {
      const target = member.linkTarget ?? "";
      return types.get(target) === "file" || types.get(target) === "hardlink"
        ? null
        : `is a hard link to ${quoted(target)}, which is no earlier file of the package`;
    }
    default:
      return `is a ${member.type}; a package holds files, folders and links only`;
  }
}

function placeProblem(name: string, types: ReadonlyMap<string, TarMember["type"]>): string | null {
  if (types.has(name)) return "is there twice";
  for (let folder = dirname(name); folder !== "."; folder = dirname(folder)) {
    const type = types.get(folder);
    // What lies above it was looked at when it came.
    if (type === "directory") return null;
    if (type !== undefined) return `lies below ${quoted(folder)}, which is a ${type}`;
  }
  return null;
}
