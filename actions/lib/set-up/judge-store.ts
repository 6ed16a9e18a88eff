import { type BucketStore, type FolderStore, repositoryOf, type SetUpFacts } from "./facts.ts";
import { command, judged, paste, type Remedy, type SetUpFinding, shellWord, step } from "./finding.ts";
import { mendAccess, mendRegion } from "./mend-access.ts";
import { mendAnswer } from "./mend-answer.ts";
import { mendLeftovers, mendPolicies, mendRedirects, mendTrust } from "./mend-bucket.ts";

const topic = "store";

export function judgeStore(facts: SetUpFacts): readonly SetUpFinding[] {
  const { store } = facts;
  switch (store.kind) {
    case "unknown":
      return [
        judged(store.address, {
          ...{ id: "store.address", topic, needed: true },
          yes: () => "the store is known",
          no: () => "the store is not known",
          unseen: "the store",
          mend: [step("correct packages.yaml first")],
        }),
      ];
    case "folder":
      return [judgeFolder(store, facts), judgeOpenness(store)];
    case "bucket":
      return [...judgeAccess(store, facts), ...judgeAbilities(store, facts), ...judgeRights(store, facts)];
  }
}

function judgeFolder({ path, suffices }: FolderStore, { place }: SetUpFacts): SetUpFinding {
  return judged(suffices, {
    ...{ id: "store.suffices", topic, needed: place.hosted },
    yes: () => `the folder ${path}, for clients of this machine`,
    no: () => `the store is the folder ${path}: workflows on GitHub publish nothing into a folder`,
    unseen: "the folder",
    mend: [
      step("make a bucket (AWS S3, Cloudflare R2, Backblaze B2, or an S3 server of your own)"),
      paste(
        "packages.yaml, below repository: (outside AWS with endpoint: and region:)",
        "store: s3://BUCKET/PREFIX",
      ),
      step("then doctor tells what the bucket needs"),
      command("scripts/autorepo doctor"),
    ],
  });
}

function judgeOpenness({ path, open }: FolderStore): SetUpFinding {
  return judged(open, {
    ...{ id: "store.open", topic, needed: false },
    yes: () => "every folder on the way to it lets others in, as pacman and web servers need",
    no: ({ closed }) =>
      `${closed.join(", ")}: closed to others, so that neither pacman, which downloads as a user of its own, nor a web server ` +
      "gets to the packages",
    unseen: "whether others are let into it",
    mend: open.is === "no" ? open.closed.map(letPass) : [command(`namei -l ${shellWord(path)}`)],
  });
}

function letPass(folder: string): Remedy {
  return command(`chmod o+x ${shellWord(folder)}`);
}

function judgeAccess(store: BucketStore, facts: SetUpFacts): readonly SetUpFinding[] {
  const { bucket } = store.address;
  return [
    judged(store.region, {
      ...{ id: "store.region", topic, needed: true },
      yes: ({ region }) =>
        region === null
          ? `no region is said for the bucket ${bucket}, which an endpoint outside AWS seldom asks for`
          : `the bucket ${bucket} is in the region ${region}`,
      no: () => `the region of the bucket ${bucket} is said nowhere`,
      unseen: `the region of the bucket ${bucket}`,
      mend: mendRegion(store, repositoryOf(facts)),
    }),
    judged(store.access, {
      ...{ id: "store.access", topic, needed: true },
      yes: ({ by }) => (by === "role" ? "a role of AWS opens it" : "there are keys for it"),
      no: ({ lacks }) =>
        `nothing opens it: ${lacks.join(" and ")} ${lacks.length === 1 ? "is" : "are"} not set`,
      unseen: "what opens it",
      mend: mendAccess(store, facts),
    }),
    judged(store.answers, {
      ...{ id: "store.answers", topic, needed: true },
      yes: ({ place }) => `${place} answers`,
      no: ({ complaint }) => complaint,
      unseen: "whether it answers",
      mend: mendAnswer(store, repositoryOf(facts)),
    }),
  ];
}

function judgeAbilities(store: BucketStore, { publication }: SetUpFacts): readonly SetUpFinding[] {
  const url = publication.url.is === "yes" ? publication.url.url : null;
  return [
    judged(store.conditions, {
      ...{ id: "store.conditions", topic, needed: false },
      yes: () => "it keeps the conditions of conditional writes",
      no: ({ lacks }) =>
        `it ignores conditions (${lacks.join(", ")}): two publications at once could undo each other`,
      unseen: "whether it keeps the conditions of conditional writes",
      mend: [
        step("publish from workflows only, which take turns, and never from two places at once"),
        step("or move to a store with conditional writes: AWS S3, R2, recent Scaleway, OVH, Ceph, versitygw"),
      ],
    }),
    judged(store.redirects, {
      ...{ id: "store.redirects", topic, needed: false },
      yes: () => "website redirects work through the public address: databases can be signed",
      no: () =>
        "website redirects do not work through the public address: databases stay unsigned, packages are signed",
      unseen: "whether website redirects work through the public address",
      mend: mendRedirects(store, url),
    }),
  ];
}

function judgeRights(store: BucketStore, facts: SetUpFacts): readonly SetUpFinding[] {
  const findings = [
    judged(store.policies, {
      ...{ id: "store.policies", topic, needed: false },
      yes: () => "keys may do what publishing needs, and readers without keys may read",
      no: () => "the rights of keys and readers are not as publishing needs them",
      unseen: "the rights of keys and readers",
      mend: mendPolicies(store),
    }),
    judged(store.leftovers, {
      ...{ id: "store.leftovers", topic, needed: false },
      yes: () => "uploads that were cut off are cleared away",
      no: () => "uploads that were cut off stay, and are paid for",
      unseen: "whether uploads that were cut off are cleared away",
      mend: mendLeftovers(store),
    }),
  ];
  if (store.trust === null) return findings;
  const trust = judged(store.trust, {
    ...{ id: "store.trust", topic, needed: true },
    yes: () => "the role trusts this repository's environment publish",
    no: () => "the role does not trust this repository's environment publish",
    unseen: "whether the role trusts this repository",
    mend: mendTrust(repositoryOf(facts)),
  });
  return [...findings, trust];
}
