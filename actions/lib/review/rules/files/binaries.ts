import type { Severity } from "../../../documents/index.ts";
import { inFile } from "../../finding.ts";
import type { ChangeReading, FileReading } from "../../reading.ts";
import type { Rule } from "../../rule.ts";
import { quoted } from "../../words.ts";
import { sameContent } from "./file-changes.ts";

/** A file that no diff can show was added or changed; a program among them can do anything. */
export const binaryFile: Rule = {
  id: "binary-file",
  severities: ["alarm", "warning", "note"],
  find(reading) {
    return newBinaries(reading).map(([path, { file }]) => {
      const kind = kindOf(path, file.content);
      const severity: Severity = reading.old === null && kind.severity === "warning" ? "note" : kind.severity;
      const message = `${quoted(path)} is ${kind.noun}: the diff cannot show what is in it.`;
      return inFile(severity, message, { file: path, line: null });
    });
  },
};

/** A file whose name says picture or font, and whose first bytes do not. */
export const disguisedFile: Rule = {
  id: "disguised-file",
  severities: ["warning"],
  find({ old, new: next }) {
    return [...next.files]
      .filter(([path, file]) => !sameAsBefore(old?.files.get(path), file) && isDisguised(path, file))
      .map(([path]) =>
        inFile("warning", `${quoted(path)} is named like a picture or font and is none.`, {
          file: path,
          line: null,
        }),
      );
  },
};

function newBinaries({ old, new: next }: ChangeReading): (readonly [string, FileReading])[] {
  const before = [...(old?.files.values() ?? [])];
  return [...next.files].filter(
    ([, file]) => isBinary(file) && !before.some((one) => sameContent(one, file)),
  );
}

function isBinary({ role, file }: FileReading): boolean {
  return role === "binary" || (file.kind !== "symlink" && isProgram(file.content));
}

function sameAsBefore(before: FileReading | undefined, file: FileReading): boolean {
  return before !== undefined && sameContent(before, file);
}

type Kind = { readonly noun: string; readonly severity: Severity };

function kindOf(path: string, content: Uint8Array): Kind {
  if (isProgram(content)) return { noun: "a compiled program", severity: "alarm" };
  // A packet of OpenPGP (RFC 9580, 4.2) has the first bit set.
  if (/\.(sig|gpg|pgp|asc|key)$/.test(path) && (content[0] ?? 0) >= 0x80) return OPENPGP;
  const known = MAGIC.find(([, bytes, at]) => startsWith(content, bytes, at));
  if (known) return known[0];
  return { noun: "a binary file", severity: "warning" };
}

const PROGRAMS = ["7f454c46", "cafebabe", "feedface", "feedfacf", "cffaedfe", "cefaedfe", "0061736d"];

/** ELF, Mach-O, Java, WebAssembly; PE as "MZ" with its header where it says. */
function isProgram(content: Uint8Array): boolean {
  if (PROGRAMS.some((magic) => startsWith(content, magic))) return true;
  if (!startsWith(content, "4d5a") || content.length < 64) return false;
  return startsWith(
    content,
    "50450000",
    new DataView(content.buffer, content.byteOffset).getUint32(60, true),
  );
}

const PICTURE: Kind = { noun: "a picture", severity: "note" };
const FONT: Kind = { noun: "a font", severity: "note" };
const ARCHIVE: Kind = { noun: "an archive", severity: "warning" };
const OPENPGP: Kind = { noun: "an OpenPGP key or signature", severity: "note" };
const CATALOGUE: Kind = { noun: "a message catalogue", severity: "note" };

/** Kind, first bytes, where they stand. */
const MAGIC: readonly (readonly [Kind, string, number?])[] = [
  [PICTURE, "89504e470d0a1a0a"],
  [PICTURE, "ffd8ff"],
  [PICTURE, "474946383961"],
  [PICTURE, "474946383761"],
  [PICTURE, "00000100"],
  [PICTURE, "57454250", 8],
  [PICTURE, "69636e73"],
  [PICTURE, "424d"],
  [FONT, "774f4646"],
  [FONT, "774f4632"],
  [FONT, "0001000000"],
  [FONT, "4f54544f"],
  [ARCHIVE, "1f8b"],
  [ARCHIVE, "504b0304"],
  [ARCHIVE, "fd377a585a00"],
  [ARCHIVE, "28b52ffd"],
  [ARCHIVE, "425a68"],
  [ARCHIVE, "377abcaf271c"],
  [ARCHIVE, "7573746172", 257],
  [CATALOGUE, "de120495"],
];

function startsWith(content: Uint8Array, hex: string, at = 0): boolean {
  return Buffer.from(content.subarray(at, at + hex.length / 2)).toString("hex") === hex;
}

function isDisguised(path: string, { file }: FileReading): boolean {
  if (file.kind !== "file" && file.kind !== "executable") return false;
  const expected = /\.(png|jpe?g|gif|webp|ico|icns)$/i.test(path)
    ? PICTURE
    : /\.(woff2?|ttf|otf)$/i.test(path)
      ? FONT
      : null;
  return expected !== null && !MAGIC.some(([, bytes, at]) => startsWith(file.content, bytes, at));
}
