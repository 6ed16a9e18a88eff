/** What the first bytes of a binary file say it is, in words; "data" where they say nothing we know. */
export function binaryKind(bytes: Uint8Array): string {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1");
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1] ?? "data";
}

// As file(1) knows them: those that appear in package folders, and those that can be run.
const SIGNATURES: readonly (readonly [string, string])[] = [
  ["\x7fELF", "ELF executable or library"],
  ["MZ", "Windows executable"],
  ["\xcf\xfa\xed\xfe", "macOS executable"],
  ["\xca\xfe\xba\xbe", "Java class or macOS executable"],
  ["\0asm", "WebAssembly module"],
  ["!<arch>\n", "ar archive"],
  ["\x1f\x8b", "gzip archive"],
  ["BZh", "bzip2 archive"],
  ["\xfd7zXZ\0", "xz archive"],
  ["\x28\xb5\x2f\xfd", "zstd archive"],
  ["7z\xbc\xaf\x27\x1c", "7-Zip archive"],
  ["PK\x03\x04", "ZIP archive"],
  ["\x89PNG\r\n\x1a\n", "PNG image"],
  ["\xff\xd8\xff", "JPEG image"],
  ["GIF8", "GIF image"],
  ["RIFF", "RIFF media"],
  ["\0\0\x01\0", "Windows icon"],
  ["icns", "macOS icon"],
  ["%PDF-", "PDF document"],
  ["wOFF", "web font"],
  ["wOF2", "web font"],
  ["\0\x01\0\0\0", "TrueType font"],
  ["OTTO", "OpenType font"],
  ["SQLite format 3\0", "SQLite database"],
];
