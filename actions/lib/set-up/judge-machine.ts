import type { MachineFacts, SetUpFacts } from "./facts.ts";
import { command, judged, type SetUpFinding, shellWord, step } from "./finding.ts";

const topic = "this machine";

export function judgeMachine(facts: SetUpFacts): readonly SetUpFinding[] {
  return [...judgePrograms(facts), ...judgeContainers(facts)];
}

function judgePrograms({ machine, place }: SetUpFacts): readonly SetUpFinding[] {
  return [
    judged(machine.node, {
      ...{ id: "machine.node", topic, needed: true },
      yes: ({ version }) => `Node.js ${version}`,
      no: ({ version }) => `Node.js ${version} is too old: 24 is needed`,
      unseen: "the version of Node.js",
      mend: [step("use the wrapper, which fetches Node.js 24"), command("scripts/autorepo doctor")],
    }),
    judged(machine.git, {
      ...{ id: "machine.git", topic, needed: true },
      yes: ({ version }) => `git ${version}`,
      no: ({ complaint }) => `git does not run: ${complaint}`,
      unseen: "git",
      mend: [step("install git with the system's packages"), command("git --version")],
    }),
    judged(machine.committer, {
      ...{ id: "machine.committer", topic, needed: false },
      yes: () => "git knows in whose name to commit",
      no: () => "git does not know in whose name to commit, which changes of packages.yaml need",
      unseen: "in whose name git commits",
      mend:
        place.viewpoint === "machine"
          ? [
              command("git config --global user.name 'YOUR NAME'"),
              command("git config --global user.email YOU@EXAMPLE.ORG"),
            ]
          : [step("nothing: workflows commit through GitHub's API, which signs for them")],
    }),
  ];
}

function judgeContainers({ machine, manifest }: SetUpFacts): readonly SetUpFinding[] {
  const image = manifest.readable.is === "yes" ? manifest.readable.image : null;
  return [
    ...judgeEngine(machine, image),
    judged(machine.filter, {
      ...{ id: "machine.filter", topic, needed: false },
      yes: () => "containers with network can be kept from private addresses",
      no: ({ complaint }) => `containers with network cannot be filtered, so none is started: ${complaint}`,
      unseen: "whether containers with network can be filtered",
      mend: [
        step("run as root or with a sudo that asks no password, with iptables installed"),
        command("sudo -n iptables -w -S"),
      ],
    }),
  ];
}

/** The engine and the image for it, as packages.yaml names it; null: it cannot be read. */
export function judgeEngine(
  { engine, image }: Pick<MachineFacts, "engine" | "image">,
  reference: string | null,
): readonly SetUpFinding[] {
  const program = engine.is === "yes" ? engine.program : "docker";
  return [
    judged(engine, {
      ...{ id: "machine.engine", topic, needed: true },
      yes: (seen) => `${seen.program} answers`,
      no: ({ complaint }) => `no container engine answers: ${complaint}`,
      unseen: "a container engine",
      mend: [
        step("install Docker (or Podman), start it, and let your user use it; then this must work"),
        command("docker info"),
      ],
    }),
    judged(image, {
      ...{ id: "machine.image", topic, needed: image.is === "no" },
      yes: (seen) =>
        `the image ${seen.reference} ${seen.isHere ? "is here" : "is not here yet: the first build pulls it"}`,
      no: ({ complaint }) => `the image to build in is not here, and nowhere to be had: ${complaint}`,
      unseen: "the image to build in",
      mend: [
        step("see that image: in packages.yaml names one that is there, and that it can be pulled"),
        command(`${program} pull ${reference === null ? "IMAGE" : shellWord(reference)}`),
      ],
    }),
  ];
}
