import { type GitHubRepository, type PublicationFacts, repositoryOf, type SetUpFacts } from "./facts.ts";
import { command, judged, place, type Remedy, type SetUpFinding, step } from "./finding.ts";
import { workflowUrl } from "./git-hub-places.ts";

const topic = "publication";

export function judgePublication(facts: SetUpFacts): readonly SetUpFinding[] {
  return [...judgeAddress(facts), ...judgeAges(facts)];
}

function judgeAddress(facts: SetUpFacts): readonly SetUpFinding[] {
  const { publication, store } = facts;
  const isBucket = store.kind === "bucket";
  return [
    judged(publication.url, {
      // The jobs that plan and build have no keys, and read what is published from there.
      ...{ id: "publication.url", topic, needed: isBucket && repositoryOf(facts) !== null },
      yes: ({ url }) => `clients find it at ${url}`,
      no: () => "repository.url is not set: where clients, and jobs without keys, read the bucket",
      unseen: "the public address",
      mend: [step("write the address at which readers without keys find the store as repository.url")],
    }),
    judged(publication.serves, {
      ...{ id: "publication.serves", topic, needed: isBucket },
      yes: ({ generation }) =>
        generation === null
          ? "the public address answers; nothing was published yet"
          : `the public address gives generation ${generation}, as the state says`,
      no: ({ complaint }) => `the public address does not give what the store has: ${complaint}`,
      unseen: "whether the public address gives what the store has",
      mend: [
        step("let readers without keys read the bucket below its prefix, and caches leave state.json alone"),
        command("scripts/autorepo verify"),
      ],
    }),
  ];
}

function judgeAges(facts: SetUpFacts): readonly SetUpFinding[] {
  const { publication } = facts;
  const repository = repositoryOf(facts);
  return [
    judged(publication.published, {
      // Where a state is there, and is not as publishing takes it, nothing is published any more.
      ...{ id: "publication.published", topic, needed: isBroken(publication) },
      yes: ({ generation, ageSeconds }) => `generation ${generation} was published ${inDays(ageSeconds)} ago`,
      no: ({ complaint }) => complaint ?? "nothing was published yet",
      unseen: "the last publication",
      mend: publicationMend(publication, repository),
    }),
    judged(publication.detected, {
      ...{ id: "publication.detected", topic, needed: false },
      yes: ({ ageSeconds }) => `upstreams were last looked at ${inDays(ageSeconds)} ago`,
      no: ({ ageSeconds }) =>
        ageSeconds === null
          ? "upstreams were never looked at"
          : `upstreams were last looked at ${inDays(ageSeconds)} ago: does the schedule still run?`,
      unseen: "when upstreams were last looked at",
      mend:
        repository === null
          ? [command("scripts/autorepo detect")]
          : [
              command(`gh workflow run updates.yml --repo ${repository.name}`),
              place(workflowUrl(repository, "updates.yml")),
            ],
    }),
  ];
}

function isBroken({ published }: PublicationFacts): boolean {
  return published.is === "no" && published.complaint !== null;
}

function publicationMend(
  publication: PublicationFacts,
  repository: GitHubRepository | null,
): readonly Remedy[] {
  if (!isBroken(publication)) return publishFirst(repository);
  return isForeign(publication) ? OTHER_KEY : REPAIR;
}

function isForeign({ published }: PublicationFacts): boolean {
  return published.is === "no" && published.isForeign;
}

const OTHER_KEY = [
  step("where it is the wrong key: set AUTOREPO_SIGNING_KEY to the repository's own"),
  step("where it has replaced another key, with the fingerprint of that one as your clients trust it:"),
  command("scripts/autorepo verify --repair --signed-by FINGERPRINT"),
  step("where somebody else wrote the state, back to the newest that this key has signed:"),
  command("scripts/autorepo verify --repair"),
];

const REPAIR = [
  command("scripts/autorepo verify"),
  step("what it finds is mended, as far as the store's own objects allow, by"),
  command("scripts/autorepo verify --repair"),
];

function publishFirst(repository: GitHubRepository | null): readonly Remedy[] {
  if (repository === null) return [command("scripts/autorepo run")];
  return [
    command(`gh workflow run build.yml --repo ${repository.name}`),
    place(workflowUrl(repository, "build.yml")),
  ];
}

const DAY_SECONDS = 24 * 60 * 60;

function inDays(seconds: number): string {
  const days = Math.floor(seconds / DAY_SECONDS);
  if (days < 1) return "less than a day";
  return days === 1 ? "1 day" : `${days} days`;
}
