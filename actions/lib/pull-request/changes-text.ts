import type { Detected } from "../documents/index.ts";
import { type ComparedFile, comparedFiles } from "./changed-files.ts";
import type { Links } from "./facts.ts";
import { fileSection, rowsOf } from "./file-text.ts";
import { counted } from "./findings-text.ts";
import { inertCode } from "./inert.ts";

/** What is left for names of files whose content is not shown, and for what is said about them. */
const ROOM_FOR_NAMES = 3000;

/**
 * What changed in each file, most dangerous first, in at most `room` characters. One file gets at most half of what is
 * left, so that a long one hides no other; what is not shown is counted and linked.
 */
export function changesText(detected: Detected, links: Links, room: number): string {
  let left = room - ROOM_FOR_NAMES;
  let hidden = 0;
  const sections: string[] = [];
  const unshown: ComparedFile[] = [];
  const files = comparedFiles(detected);
  files.forEach((file, index) => {
    const share = index === files.length - 1 ? left : left / 2;
    const section = fileSection(file, share);
    if (section === null) {
      unshown.push(file);
      hidden += rowsOf(file.comparison).length;
      return;
    }
    sections.push(section.text);
    left -= section.text.length + 2;
    hidden += section.hidden;
  });
  return [...sections, ...cutText({ hidden, unshown, links })].join("\n\n");
}

type Cut = { readonly hidden: number; readonly unshown: readonly ComparedFile[]; readonly links: Links };

function cutText({ hidden, unshown, links }: Cut): readonly string[] {
  if (hidden === 0 && unshown.length === 0) return [];
  const where =
    links.page === null ? "" : ` They are on the [page with the whole change](${links.page.url}).`;
  const names = unshown.length === 0 ? "" : ` Files without any: ${namesOf(unshown)}.`;
  return [`**${counted(hidden, "line")} not shown.**${names}${where}`];
}

function namesOf(files: readonly ComparedFile[]): string {
  let left = ROOM_FOR_NAMES - 500;
  const names: string[] = [];
  for (const { file, status } of files) {
    const name = `${inertCode(file, 120)}${status === "changed" ? "" : ` (${status})`}`;
    left -= name.length + 2;
    if (left < 0) break;
    names.push(name);
  }
  const further = files.length - names.length;
  return names.join(", ") + (further === 0 ? "" : ` and ${counted(further, "further file")}`);
}
