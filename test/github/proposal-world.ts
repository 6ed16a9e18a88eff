import { type ProposeOutcome, propose } from "../../actions/detect/propose.ts";
import type { ChangedFile, Detected, Detection, Finding, Memory } from "../../actions/lib/documents/index.ts";
import { connectForge, type Forge } from "../../actions/lib/forge/index.ts";
import { type GitHub, startGitHub } from "./start-github.ts";

export const REPOSITORY = "me/packages";
export const BOT = "token-ci";
export const PERSON = "token-me";

/** A repository of packages on an emulated GitHub, and runs of `propose` on it in a time that costs nothing. */
export type ProposalWorld = AsyncDisposable & {
  readonly github: GitHub;
  readonly forge: Forge;
  /** Milliseconds that runs slept, one number a pause. */
  readonly pauses: number[];
  /** What runs told a person who waits. */
  readonly notes: string[];
  /** Lets time pass. */
  pass(milliseconds: number): void;
  run(entries: readonly Detected[], memory?: Partial<Memory>): Promise<ProposeOutcome>;
  /** A request of a person: "PUT /pulls/1/merge". */
  person(line: string, body?: object): Promise<Record<string, unknown>>;
  pull(number: number): Promise<Pull>;
  /** A file of a branch. */
  read(branch: string, file?: string): string;
};

export type Pull = {
  readonly state: string;
  readonly merged: boolean;
  readonly title: string;
  readonly body: string;
  readonly head: { readonly ref: string; readonly sha: string };
  readonly labels: readonly { readonly name: string }[];
  readonly commits: number;
  readonly changed_files: number;
};

export async function proposalWorld(packagesYaml: string): Promise<ProposalWorld> {
  const github = await gitHubWith(packagesYaml);
  let now = Date.now();
  const [pauses, notes]: [number[], string[]] = [[], []];
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      if (milliseconds > 0) pauses.push(milliseconds);
      now += milliseconds;
    },
  };
  const note = (text: string) => void notes.push(text);
  const address = { apiUrl: github.url, serverUrl: "https://github.com", repository: REPOSITORY };
  const forge = connectForge({ token: BOT, ...address, clock, note });
  return {
    github,
    forge,
    pauses,
    notes,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    run: (entries, memory = {}) => {
      const manifest = { path: "packages.yaml", aurUrl: "https://aur.archlinux.org" };
      return propose({ forge, detection: detection(entries, memory), manifest, page: () => null, note });
    },
    person: (line, body) => call(github, line, body),
    pull: async (number) => (await call(github, `GET /pulls/${number}`)) as unknown as Pull,
    read: (branch, file = "packages.yaml") =>
      github.git(REPOSITORY).git(["cat-file", "blob", `${branch}:${file}`]),
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

async function gitHubWith(packagesYaml: string): Promise<GitHub> {
  const github = await startGitHub({
    repositories: [REPOSITORY],
    tokens: {
      [PERSON]: { login: "me" },
      [BOT]: {
        login: "github-actions[bot]",
        permissions: { contents: "write", "pull-requests": "write", statuses: "write", actions: "write" },
      },
    },
  });
  github.commit(REPOSITORY, {
    "packages.yaml": packagesYaml,
    ".github/workflows/check.yml": "on: workflow_dispatch\n",
  });
  return github;
}

async function call(github: GitHub, line: string, body?: object): Promise<Record<string, unknown>> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(`${github.url}/repos/${REPOSITORY}${path}`, {
    method,
    headers: { authorization: `token ${PERSON}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${line}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

/** Entries of packages.yaml in the annotated style, each with a pin. */
export function packagesYaml(names: readonly string[], pin = commitId(0)): string {
  const entries = names.map(
    (name) => `  ${name}:\n    git: https://aur.archlinux.org/${name}.git\n    ref: ${pin}\n`,
  );
  return `repository:\n  name: mine\n\npackages:\n${entries.join("\n")}`;
}

/** A commit id of upstream's; every number has its own. */
export function commitId(number: number): string {
  return `${"abcdef0123456789".repeat(2)}${number.toString(16).padStart(8, "0")}`;
}

export type Update = {
  readonly from?: number | null;
  readonly to?: number;
  readonly findings?: readonly Finding[];
  readonly routine?: boolean;
  readonly since?: Detected["since"];
  readonly publishes?: readonly string[];
  readonly files?: readonly ChangedFile[];
  readonly newer?: readonly string[];
};

/** A detected change of an entry, routine where nothing else is said. */
export function changed(entry: string, update: Update = {}): Detected {
  const { from = 0, to = 1, findings = [], routine = findings.length === 0, since = null } = update;
  return {
    entry,
    outcome: "changed",
    reason: "First seen on 2026-11-19; its cooldown of 3 days is over.",
    until: null,
    newer: update.newer ?? [],
    publishes: update.publishes ?? [entry],
    review: {
      entry,
      from: from === null ? null : commitId(from),
      to: commitId(to),
      versions: { from: from === null ? null : `1.${from}-1`, to: `1.${to}-1` },
      evaluated: true,
      routine,
      reason: "Only pkgver, pkgrel and the matching checksums moved.",
      findings,
      milliseconds: 3,
    },
    since,
    files: update.files ?? [
      { file: "PKGBUILD", old: base64(`pkgver=1.${from}\n`), new: base64(`pkgver=1.${to}\n`), note: null },
    ],
  };
}

/** A detection in which nothing, or nothing more, is proposed. */
export function quiet(entry: string, outcome: Exclude<Detected["outcome"], "changed">): Detected {
  const reason = `it is ${outcome}`;
  return {
    entry,
    outcome,
    reason,
    until: null,
    newer: [],
    publishes: [],
    review: null,
    since: null,
    files: [],
  };
}

export function finding(severity: Finding["severity"], more: Partial<Finding> = {}): Finding {
  const place = { file: "yay.install", side: "new", line: 4, text: "npm install atomic-lockfile" } as const;
  return {
    rule: `rule-of-${severity}`,
    severity,
    message: `A sentence about this ${severity}.`,
    ...place,
    ...more,
  };
}

export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function detection(entries: readonly Detected[], memory: Partial<Memory>): Detection {
  const seen = Object.fromEntries(entries.map(({ entry }) => [entry, []]));
  const whole = { format: 1, etag: null, seen, rejected: {}, sources: {}, aur: {}, ...memory } as const;
  return { commit: null, entries, notes: [], memory: whole };
}
