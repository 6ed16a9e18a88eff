import { UpstreamError } from "./upstream-error.ts";

/** The largest package folder of public repositories holds 900 files; vendored sources belong into `source=`. */
const MOST_FILES = 5_000;
const MOST_BYTES = 128 * 1024 * 1024;

/** @throws UpstreamError `too-large` naming the folder and the limit. */
export function checkTreeSize(where: string, sizes: readonly number[]): void {
  if (sizes.length > MOST_FILES) {
    throw new UpstreamError(
      "too-large",
      `${where} holds ${sizes.length} files; a package may have ${MOST_FILES}`,
    );
  }
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (bytes > MOST_BYTES) {
    throw new UpstreamError("too-large", `${where} holds ${bytes} bytes; a package may have ${MOST_BYTES}`);
  }
}
