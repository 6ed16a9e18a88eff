import fc from "fast-check";
import type { Fact, SetUpFacts } from "./facts.ts";

/** Any facts at all, for properties: each held, lacking or hidden, whatever the others are. */

const words = fc.constantFrom("", "it said <b>no</b>", "`rm -rf`\n| @me", "plain words");

function fact<Seen extends object, Lack extends object>(
  seen: Seen,
  lack: Lack,
): fc.Arbitrary<Fact<Seen, Lack>> {
  return fc.oneof(
    fc.constant({ is: "yes", ...seen } as const),
    fc.constant({ is: "no", ...lack } as const),
    words.map((why) => ({ is: "unseen", why }) as const),
  );
}

const plain = fact({}, {});
const complained = fact({}, { complaint: "it says no" });
const address = { kind: "s3", bucket: "shelf", endpoint: null, region: null } as const;

const bucket = fc.record({
  kind: fc.constant("bucket" as const),
  address: fc.constantFrom({ ...address, prefix: "" }, { ...address, prefix: "arch" }),
  provider: fc.constantFrom("aws" as const, "r2" as const, "other" as const),
  region: fact({ region: "auto" }, {}),
  access: fact({ by: "role" as const }, { lacks: ["AWS_ACCESS_KEY_ID"] }),
  answers: fact({ place: "s3://shelf" }, { complaint: "403", code: "forbidden" as const }),
  conditions: fact({}, { lacks: ["create only what is absent"] }),
  redirects: plain,
  policies: plain,
  leftovers: plain,
  trust: fc.oneof(plain, fc.constant(null)),
});

const gitHub = fc.record({
  kind: fc.constant("repository" as const),
  repository: fc.constantFrom(
    { name: "me/packages", webUrl: "https://github.com/me/packages", branch: null, ids: null, created: null },
    {
      ...{ name: "me/packages", webUrl: "https://github.com/me/packages", branch: "main" },
      ...{ ids: { owner: 1, repository: 2 }, created: new Date(0) },
    },
  ),
  shown: complained,
  original: plain,
  actions: fact({}, { off: "others" as const }),
  pullRequests: plain,
  defaultToken: plain,
  workflows: fact({}, { stopped: [{ file: "updates.yml", state: "disabled_inactivity" }] }),
  environment: plain,
  branches: fact({}, { open: "every" as const }),
  signingSecret: plain,
  storeSecrets: fact({ by: "keys" as const }, { lacks: ["AWS_REGION"] }),
  confined: fact({}, { names: ["AUTOREPO_SIGNING_KEY"] }),
  hidden: fact({}, { names: ["AUTOREPO_SIGNING_KEY"] }),
  requiredCheck: plain,
  issues: plain,
  mail: fact({}, { complaint: null }),
});

export const anyFacts: fc.Arbitrary<SetUpFacts> = fc.record({
  place: fc.record({
    viewpoint: fc.constantFrom("machine" as const, "job" as const, "publish-job" as const),
    hosted: fc.boolean(),
  }),
  manifest: fc.record({
    readable: fact(
      { file: "packages.yaml", name: "shelf", image: "arch" },
      { file: "p", problems: "line 3" },
    ),
    packages: fact({ count: 2, unreviewed: ["yay"] }, {}),
  }),
  machine: fc.record({
    node: fact({ version: "24.1.0" }, { version: "18.0.0" }),
    git: fact({ version: "2.39" }, { complaint: "git is not installed" }),
    committer: plain,
    engine: fact({ program: "docker" }, { complaint: "docker is not installed" }),
    image: fact({ reference: "arch", isHere: false }, { complaint: "no such manifest" }),
    filter: complained,
  }),
  store: fc.oneof(
    words.map((why) => ({ kind: "unknown" as const, address: { is: "unseen" as const, why } })),
    fc.record({
      kind: fc.constant("folder" as const),
      path: fc.constant("./public"),
      suffices: plain,
      open: fact({}, { closed: ["/home/me"] }),
    }),
    bucket,
  ),
  signing: fc.record({
    key: fact({ fingerprint: "AB12" }, { complaint: null }),
    lasting: fact({}, { warnings: ["it ends on 2026-12-01"] }),
  }),
  gitHub: fc.oneof(
    plain.map((repository) => ({ kind: "none" as const, repository })),
    gitHub,
  ),
  publication: fc.record({
    url: fact({ url: "https://pkgs.example.org" }, {}),
    serves: fact({ generation: null }, { complaint: "404" }),
    published: fact({ generation: 3, ageSeconds: 1e6 }, { complaint: null, isForeign: false }),
    detected: fact({ ageSeconds: 90_000 }, { ageSeconds: null }),
  }),
});

/** Every fact by the id that its finding has. */
export function leavesOf(facts: SetUpFacts): ReadonlyMap<string, Fact> {
  const leaves = new Map<string, Fact>();
  for (const [group, members] of Object.entries(facts)) {
    for (const [name, member] of Object.entries(members)) {
      if (typeof member === "object" && member !== null && "is" in member)
        leaves.set(`${group}.${name}`, member);
    }
  }
  return leaves;
}
