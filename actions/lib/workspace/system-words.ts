/**
 * What the system said to a program that asked it for a file, for people: "EISDIR: illegal operation on a directory, read" is
 * "it is a folder". null: it is no error of a system call, or one that no user causes.
 */
export function systemWords(error: unknown): string | null {
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) return null;
  return WORDS.get(error.code) ?? null;
}

/** The message of an error that quotes what the system said to its cause: that in words for people, and of which file. */
export function messageInWords({ message, cause }: Error): string {
  const words = systemWords(cause);
  if (words === null || !(cause instanceof Error)) return message;
  const path = "path" in cause && typeof cause.path === "string" ? cause.path : "";
  const isNamed = message.replace(cause.message, "").includes(path);
  return message.replace(cause.message, () => (isNamed ? words : `${path}: ${words}`));
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EISDIR", "it is a folder"],
  ["ENOTDIR", "a part of its path is no folder"],
  ["EEXIST", "something else of that name is there"],
  ["EACCES", "this user may not do that there"],
  ["EPERM", "this user may not do that there"],
  ["EROFS", "nothing can be written there"],
  ["ENOSPC", "the disk is full"],
  ["EDQUOT", "this user's share of the disk is full"],
  ["EMFILE", "too many files are open"],
  ["ELOOP", "its links lead nowhere"],
  ["ENAMETOOLONG", "its name is too long"],
]);
