import type { Manifest } from "../../actions/lib/documents/index.ts";
import { connectForge } from "../../actions/lib/forge/index.ts";
import { type IssuesOutcome, keepIssues } from "../../actions/publish/keep-issues.ts";
import { type GitHub, startGitHub } from "./start-github.ts";

const REPOSITORY = "me/packages";
const BOT = "token-ci";
const PERSON = "token-me";

/** A repository on an emulated GitHub whose issues say what fails, in a time that costs nothing. */
export type IssueWorld = AsyncDisposable & {
  readonly github: GitHub;
  /** Entries of packages.yaml. */
  readonly listed: Set<string>;
  readonly notes: readonly string[];
  /** What a run does once this is published, where the distribution offers the sonames `elsewhere`, too. */
  keep(manifest: Manifest, elsewhere?: readonly string[]): Promise<IssuesOutcome>;
  /** A request of a person: "PATCH /issues/1". */
  person(line: string, body?: object): Promise<unknown>;
  issue(number: number): Promise<Issue>;
  /** Numbers of the open ones. */
  open(): Promise<readonly number[]>;
  comments(number: number): Promise<readonly { readonly body: string }[]>;
  switchIssues(on: boolean): void;
};

export type Issue = {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly { readonly name: string }[];
};

export async function issueWorld(): Promise<IssueWorld> {
  const github = await startGitHub({
    repositories: [REPOSITORY],
    tokens: {
      [PERSON]: { login: "me" },
      [BOT]: { login: "github-actions[bot]", permissions: { contents: "read", issues: "write" } },
    },
  });
  let now = Date.now();
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += Math.max(0, milliseconds);
    },
  };
  const notes: string[] = [];
  const address = { apiUrl: github.url, serverUrl: "https://github.com", repository: REPOSITORY };
  const forge = connectForge({ token: BOT, ...address, clock, note: (text) => void notes.push(text) });
  const listed = new Set(["yay", "good"]);
  const links = {
    server: "https://pkgs.example.org",
    workflow: "https://github.com/me/packages/actions/workflows/build.yml",
  };
  const person = (line: string, body?: object) => call(github, line, body);
  return {
    github,
    listed,
    notes,
    keep: (manifest, elsewhere = []) => keepIssues({ forge, manifest, elsewhere, listed, links }),
    person,
    issue: async (number) => (await person(`GET /issues/${number}`)) as Issue,
    open: async () =>
      ((await person("GET /issues?state=open&per_page=100")) as Issue[]).map(({ number }) => number),
    comments: async (number) => (await person(`GET /issues/${number}/comments`)) as { body: string }[],
    switchIssues: (on) => github.switchIssues(REPOSITORY, on),
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

async function call(github: GitHub, line: string, body?: object): Promise<unknown> {
  const [method = "GET", path = "/"] = line.split(" ");
  const response = await fetch(`${github.url}/repos/${REPOSITORY}${path}`, {
    method,
    headers: { authorization: `token ${PERSON}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${line}: ${response.status} ${await response.text()}`);
  return await response.json();
}
