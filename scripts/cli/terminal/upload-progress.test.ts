import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Screen } from "../verb.ts";
import { showUploads } from "./upload-progress.ts";

const MEBIBYTE = 2 ** 20;
const kernel = (mebibytes: number) => ({
  key: "linux-6.18-1-x86_64.3f2a90bc.pkg.tar.zst",
  sentBytes: mebibytes * MEBIBYTE,
  bytes: 140 * MEBIBYTE,
});

test("without a terminal a large upload is told of when it begins, every ten seconds and when it ends", () => {
  const said: string[] = [];
  let seconds = 0;
  const screen = {
    terminal: false,
    err: process.stderr,
    columns: () => 80,
    say: (text: string) => void said.push(text),
  };
  using uploads = showUploads(screen, () => seconds * 1000);
  for (let sent = 0; sent < 140; sent += 8) {
    uploads.tell(kernel(sent));
    seconds += 2;
  }
  uploads.tell(kernel(140));
  uploads.tell({ key: "small.pkg.tar.zst", sentBytes: 7, bytes: 7 });
  const name = "uploading linux-6.18-1-x86_64.3f2a90bc.pkg.tar.zst:";
  assert.deepEqual(said, [
    `${name} 0 B of 140 MiB`,
    `${name} 40 MiB of 140 MiB`,
    `${name} 80 MiB of 140 MiB`,
    `${name} 120 MiB of 140 MiB`,
    `${name} 140 MiB of 140 MiB`,
  ]);

  // Of many that go in one request each, a line tells that they do go.
  for (let file = 0; file < 12; file++) {
    uploads.tell({ key: `small-${file}.pkg.tar.zst`, sentBytes: 4 * MEBIBYTE, bytes: 4 * MEBIBYTE });
    seconds++;
  }
  assert.deepEqual(said.slice(5), ["uploaded 12 files, 44 MiB"]);
});

test("on a terminal each large upload has a line that goes when it has arrived, or when all is over", () => {
  let written = "";
  const err = { write: (text: string) => (written += text) } as unknown as Screen["err"];
  const screen = { terminal: true, err, columns: () => 70, say: () => {} };
  const shown = () => {
    const text = stripVTControlCharacters(written);
    written = "";
    return text.replaceAll(/[\r ]*\n/g, "\n").trim();
  };
  const uploads = showUploads(screen, () => 0);
  uploads.tell({ key: "small.pkg.tar.zst", sentBytes: 7, bytes: 7 });
  assert.equal(written, "");
  uploads.tell(kernel(8));
  assert.equal(shown(), "uploading linux-6.18-1-x86_64.3f2a90bc.pkg.tar.zst: 8.0 MiB of 140 M…");
  uploads.tell({ key: "other", sentBytes: 0, bytes: 99 * MEBIBYTE });
  assert.match(shown(), /^uploading linux.*\nuploading other: 0 B of 99 MiB$/);
  uploads.tell(kernel(140));
  assert.equal(shown(), "uploading other: 0 B of 99 MiB");
  uploads[Symbol.dispose]();
  assert.ok(written.endsWith("\x1b[?25h"), "the cursor is back");
  assert.equal(shown(), "");
});
