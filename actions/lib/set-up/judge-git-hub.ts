import type { GitHubRepository, RepositoryFacts, SetUpFacts } from "./facts.ts";
import { command, judged, type SetUpFinding, step } from "./finding.ts";
import { judgeEnvironment } from "./judge-environment.ts";
import { judgeWorkflows } from "./judge-workflows.ts";

const topic = "GitHub";

export function judgeGitHub({ gitHub, store }: SetUpFacts): readonly SetUpFinding[] {
  if (gitHub.kind === "repository") {
    const { repository } = gitHub;
    return [
      judgeShown(gitHub, repository),
      ...judgeEnvironment(gitHub, { repository, store }),
      ...judgeWorkflows(gitHub, repository),
    ];
  }
  return [
    judged(gitHub.repository, {
      ...{ id: "gitHub.repository", topic, needed: false },
      yes: () => "this checkout is of a repository on GitHub",
      no: () => "this checkout is of no repository on GitHub, where workflows would run",
      unseen: "the repository on GitHub",
      mend: [
        step("put it there, to have upstream changes proposed and packages built without this machine"),
        command("gh repo create NAME --private --source . --push"),
      ],
    }),
  ];
}

function judgeShown({ shown }: RepositoryFacts, { name, webUrl }: GitHubRepository): SetUpFinding {
  return judged(shown, {
    ...{ id: "gitHub.shown", topic, needed: false },
    yes: () => `${name} shows its settings`,
    no: ({ complaint }) => `${webUrl} does not show its settings: ${complaint}`,
    unseen: `the settings of ${name}`,
    mend: [
      step("let doctor ask with a token of your own, which it sends to GitHub only"),
      command("GITHUB_TOKEN=$(gh auth token) scripts/autorepo doctor"),
    ],
  });
}
