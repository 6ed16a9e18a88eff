import type { SetUpFacts } from "./facts.ts";
import { command, judged, type SetUpFinding, step } from "./finding.ts";

export function judgeManifest({ manifest }: SetUpFacts): readonly SetUpFinding[] {
  const topic = "packages.yaml";
  return [
    judged(manifest.readable, {
      ...{ id: "manifest.readable", topic, needed: true },
      yes: ({ file, name }) => `${file} is valid and names the repository ${name}`,
      no: ({ problems }) => `it cannot be used: ${problems}`,
      unseen: "packages.yaml",
      mend: [step("correct it as the message says"), command("scripts/autorepo plan")],
    }),
    judged(manifest.packages, {
      ...{ id: "manifest.packages", topic, needed: false },
      yes: ({ count, unreviewed }) => listed(count, unreviewed),
      no: () => "no package is listed yet",
      unseen: "the packages listed",
      mend: [
        step("list one below packages:, by hand or with the command, and commit it"),
        command("scripts/autorepo add NAME"),
      ],
    }),
  ];
}

function listed(count: number, unreviewed: readonly string[]): string {
  const packages = count === 1 ? "1 package is listed" : `${count} packages are listed`;
  const [name] = unreviewed;
  if (name === undefined) return packages;
  const wait =
    unreviewed.length === 1 ? `${name} waits for its` : `${unreviewed.length} of them wait for their`;
  return `${packages}; ${wait} first review (scripts/autorepo review ${name})`;
}
