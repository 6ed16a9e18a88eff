/** A package of the demo: an entry of its packages.yaml, and how to see that what came out works. */
export type Example = {
  readonly entry: string;
  /** Folder below `examples/good`, `next` or `bad`: a git repository with a commit of each. */
  readonly repository: string;
  /** Settings of the entry beside `git:` and `ref:`, as lines of YAML. */
  readonly settings: readonly string[];
};

/** What a program of an installed example prints. */
export type Command = { readonly pkgname: string; readonly command: string; readonly prints: string };

/** What comes out of the first packages.yaml: everything. */
export const GOOD: readonly Example[] = [
  { entry: "libgreeting", repository: "libgreeting", settings: [] },
  { entry: "libchoir", repository: "libchoir", settings: [] },
  { entry: "choir", repository: "choir", settings: ["test:", "  - choir"] },
  {
    entry: "lua-example",
    repository: "lua-example",
    settings: ["packages:", "  - lua-example", "  - lua-example-compiler", "test:", "  - lua-example -v"],
  },
  { entry: "hello-example", repository: "hello-example", settings: ["test:", "  - hello-example"] },
  { entry: "weekday", repository: "weekday", settings: ["test:", "  - weekday 0"] },
  { entry: "ticker-git", repository: "ticker-git", settings: ["vcs: daily"] },
  { entry: "almanac", repository: "almanac", settings: ["test:", "  - almanac"] },
  { entry: "sealed", repository: "sealed", settings: [] },
  { entry: "abacus", repository: "collection", settings: ["path: abacus", "test:", "  - abacus 6 '*' 7"] },
  { entry: "wordlist", repository: "wordlist", settings: ["network: prepare"] },
  { entry: "steady", repository: "steady", settings: [] },
];

/** One that goes wrong on purpose: what it shows, in words, and where it stands in the report at the end. */
export type BadExample = Example & {
  readonly shows: string;
  readonly ends: "failed" | "waiting" | "published";
};

/** What the second packages.yaml lists beside the good ones. A repository of both gets a second commit. */
export const BAD: readonly BadExample[] = [
  {
    ...{ entry: "steady", repository: "steady", settings: [] },
    ...{ ends: "failed", shows: "does not compile: what was published before stays" },
  },
  {
    ...{ entry: "leans-on-steady", repository: "leans-on-steady", settings: [] },
    ...{ ends: "published", shows: "needs steady: is built with the version that stays" },
  },
  {
    ...{ entry: "brittle", repository: "brittle", settings: [] },
    ...{ ends: "failed", shows: "its install scriptlet fails, which pacman hides" },
  },
  {
    ...{ entry: "leans-on-brittle", repository: "leans-on-brittle", settings: [] },
    ...{ ends: "waiting", shows: "needs brittle, which never came through: is not tried" },
  },
  {
    ...{ entry: "endless", repository: "endless", settings: ["timeout: 30s"] },
    ...{ ends: "failed", shows: "never ends: is killed, with all that it started" },
  },
  {
    ...{ entry: "multiplying", repository: "multiplying", settings: ["timeout: 30s"] },
    ...{ ends: "failed", shows: "starts processes without end: their number is limited" },
  },
  {
    ...{ entry: "chatterbox", repository: "chatterbox", settings: [] },
    ...{ ends: "failed", shows: "prints 200 MB: beginning and end of its log are kept" },
  },
  {
    ...{ entry: "canary", repository: "canary", settings: ["network: build"] },
    ...{ ends: "failed", shows: "tries to break out: fails where every try is refused" },
  },
];

/** What upstream commits meanwhile, in folders of `examples/next`, and what a person says to its review. */
export type Move = { readonly entry: string; readonly accepted: boolean };

export const MOVES: readonly Move[] = [
  { entry: "weekday", accepted: true },
  { entry: "almanac", accepted: false },
];

/** Every program of the repository that both runs together publish. */
export const COMMANDS: readonly Command[] = [
  { pkgname: "choir", command: "choir", prints: "Hello from everybody" },
  { pkgname: "lua-example", command: "lua-example -e 'print(6 * 7)'", prints: "42" },
  { pkgname: "lua-example-compiler", command: "luac-example -v", prints: "Lua 5.4.7" },
  { pkgname: "hello-example", command: "hello-example", prints: "Hello, world!" },
  { pkgname: "weekday", command: "weekday 0", prints: "Thursday" },
  { pkgname: "ticker-git", command: "ticker", prints: "tick" },
  { pkgname: "almanac", command: "almanac", prints: "installed" },
  { pkgname: "sealed", command: "sealed", prints: "This program came in a signed archive." },
  { pkgname: "abacus", command: "abacus 6 '*' 7", prints: "42" },
  { pkgname: "wordlist", command: "wordlist", prints: "brown\nfox\nquick" },
  { pkgname: "steady", command: "steady", prints: "steady 1.0" },
  { pkgname: "leans-on-steady", command: "leans-on-steady", prints: "leaning on steady 1.0" },
];

/** How each bad one ends, for those who check the report: outcome, phase (null: nothing ran), words of the reason. */
export const ENDINGS: readonly Ending[] = [
  { entry: "steady", outcome: "failed", phase: "build", reason: /build\(\)/ },
  { entry: "leans-on-steady", outcome: "built", phase: null, reason: /./ },
  { entry: "brittle", outcome: "failed", phase: "install-test", reason: /scriptlet/ },
  { entry: "leans-on-brittle", outcome: "blocked", phase: null, reason: /brittle/ },
  { entry: "endless", outcome: "failed", phase: "build", reason: /took longer/ },
  { entry: "multiplying", outcome: "failed", phase: "build", reason: /more processes|took longer/ },
  { entry: "chatterbox", outcome: "failed", phase: "build", reason: /build\(\)/ },
  { entry: "canary", outcome: "failed", phase: "build", reason: /build\(\)/ },
];

export type Ending = {
  readonly entry: string;
  readonly outcome: "built" | "failed" | "blocked";
  readonly phase: string | null;
  readonly reason: RegExp;
};
