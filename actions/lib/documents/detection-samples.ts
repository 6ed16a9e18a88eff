/** Reviews and detections for tests, named as those in samples.ts. */
import type { Detection, Memory, Review } from "./index.ts";

const COMMIT = "3f1c0e6f0d9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c";
const TIME = "2026-11-22T10:20:30.123Z";

const aurPackage = {
  pkgbase: "yay",
  pkgnames: ["yay"],
  version: "12.5.0-1",
  maintainer: "jguer",
  coMaintainers: ["helper"],
  submitter: "jguer",
  firstSubmitted: 1_475_000_000,
  lastModified: 1_760_000_000,
  outOfDate: 1_760_000_001,
  votes: 2500,
};

export const fullReview: Review = {
  entry: "yay",
  from: COMMIT,
  to: COMMIT,
  versions: { from: "12.4.0-1", to: "12.5.0-1" },
  evaluated: true,
  routine: false,
  reason: "an install scriptlet runs npm",
  findings: [
    {
      rule: "scriptlet-network",
      severity: "alarm",
      message: "yay.install runs npm as root when it is installed",
      file: "yay\u001b.install",
      side: "new",
      line: 3,
      text: "  npm install atomic-lockfile\n",
    },
  ],
  milliseconds: 12.5,
};

export const sparseReview: Review = {
  ...fullReview,
  entry: null,
  from: null,
  versions: { from: null, to: null },
  findings: [
    { rule: "history", severity: "note", message: "", file: null, side: null, line: null, text: "" },
  ],
};

export const fullMemory: Memory = {
  format: 1,
  etag: 'W/"5f1c-6123"',
  seen: { yay: [{ commit: COMMIT, first: TIME, tree: COMMIT }] },
  rejected: { yay: [COMMIT] },
  sources: { yay: "https://aur.archlinux.org/yay.git HEAD /" },
  aur: { yay: { asked: 1_760_000_000, latest: aurPackage, reviewed: aurPackage, pin: COMMIT } },
};

const orphan = { ...aurPackage, maintainer: null, coMaintainers: [], submitter: null, outOfDate: null };

export const sparseMemory: Memory = {
  format: 1,
  etag: null,
  seen: { yay: [{ commit: COMMIT, first: TIME, tree: null }] },
  rejected: {},
  sources: {},
  aur: {
    yay: { asked: null, latest: null, reviewed: null, pin: null },
    yay2: { asked: null, latest: orphan, reviewed: orphan, pin: null },
  },
};

export const fullDetection: Detection = {
  commit: COMMIT,
  entries: [
    {
      entry: "yay",
      outcome: "changed",
      reason: "12.4.0-1 → 12.5.0-1",
      until: TIME,
      newer: ["9ab2c01 from 2026-11-24"],
      publishes: ["yay"],
      review: fullReview,
      since: fullReview,
      files: [{ file: "PKGBUILD", old: "cGtnbmFtZT15YXkK", new: "AA==", note: "now executable" }],
    },
  ],
  notes: ["the AUR did not answer: its mirror was read"],
  memory: fullMemory,
};

export const sparseDetection: Detection = {
  commit: null,
  entries: [
    {
      entry: "jq",
      outcome: "held",
      reason: "held until 2026-11-25",
      until: null,
      newer: [],
      publishes: [],
      review: null,
      since: null,
      files: [],
    },
    {
      entry: "yay",
      outcome: "changed",
      reason: "first review",
      until: null,
      newer: [],
      publishes: [],
      review: { ...fullReview, from: null, findings: [] },
      since: null,
      files: [{ file: "a", old: null, new: null, note: null }],
    },
  ],
  notes: [],
  memory: sparseMemory,
};
