import { type MachineFacts, unseen } from "./facts.ts";
import { type Ran, runProgram } from "./run-program.ts";

export type MachineQuestion = {
  /** Of packages.yaml. */
  readonly folder: string;
  /** null: whichever engine answers. */
  readonly engine: "docker" | "podman" | null;
  /** null: packages.yaml cannot be read. */
  readonly image: string | null;
};

/** Whether there is an engine, and the image for it. Pulls nothing. */
export async function probeContainers(
  question: MachineQuestion,
): Promise<Pick<MachineFacts, "engine" | "image">> {
  const run = runnerIn(question.folder);
  const found = await findEngine(question.engine, run);
  return { engine: found.fact, image: await imageFact(found, question.image, run) };
}

/** What this machine has; starts and pulls nothing. */
export async function probeMachine({ folder, engine, image }: MachineQuestion): Promise<MachineFacts> {
  const run = runnerIn(folder);
  const [git, committer, found] = await Promise.all([
    run("git", "--version"),
    run("git", "var", "GIT_COMMITTER_IDENT"),
    findEngine(engine, run),
  ]);
  return {
    node: nodeFact(process.versions.node),
    git: git.ok
      ? { is: "yes", version: git.output.replace(/^git version /, "") }
      : { is: "no", complaint: git.complaint },
    committer: { is: committer.ok ? "yes" : "no" },
    engine: found.fact,
    image: await imageFact(found, image, run),
    filter: await filterFact(found, run),
  };
}

type Run = (...words: string[]) => Promise<Ran>;

function runnerIn(folder: string): Run {
  return async (...words) => await runProgram(words, folder);
}

const OLDEST_NODE = 24;

function nodeFact(version: string): MachineFacts["node"] {
  return { is: Number.parseInt(version, 10) >= OLDEST_NODE ? "yes" : "no", version };
}

type FoundEngine = { readonly fact: MachineFacts["engine"]; readonly rootless: boolean };

/** The kernel is said by the daemon: docker's client alone answers `info` too. */
const ASK = {
  docker: "{{.KernelVersion}} {{.SecurityOptions}}",
  podman: "{{.Host.Kernel}} {{if .Host.Security.Rootless}}rootless{{end}}",
} as const;

async function findEngine(wished: MachineQuestion["engine"], run: Run): Promise<FoundEngine> {
  const complaints: string[] = [];
  for (const program of wished === null ? (["docker", "podman"] as const) : [wished]) {
    const info = await run(program, "info", "--format", ASK[program]);
    if (info.ok && /^[^\s[]/.test(info.output)) {
      return { fact: { is: "yes", program }, rootless: info.output.includes("rootless") };
    }
    complaints.push(info.ok ? `${program} has no daemon` : info.complaint);
  }
  return { fact: { is: "no", complaint: complaints.join("; ") }, rootless: false };
}

async function imageFact(
  { fact }: FoundEngine,
  reference: string | null,
  run: Run,
): Promise<MachineFacts["image"]> {
  if (reference === null) return unseen("packages.yaml, which names it, cannot be read");
  if (fact.is !== "yes") return unseen("no container engine answers");
  const { program } = fact;
  const inspected = await run(program, "image", "inspect", "--format", "{{.Id}}", "--", reference);
  if (inspected.ok) return { is: "yes", reference, isHere: true };
  return program === "docker"
    ? await askRegistry(reference, run)
    : // podman's own command knows only of lists of manifests, which an image need not have.
      unseen(`${reference} is not here yet, and the first build pulls it`);
}

/** Without pulling: the registry says whether it has it. */
async function askRegistry(reference: string, run: Run): Promise<MachineFacts["image"]> {
  const isLoopback = /^(localhost|127\.[0-9.]+)(:[0-9]+)?\//.test(reference);
  // The engine speaks to a registry of this machine without TLS too.
  const plain = isLoopback ? ["--insecure"] : [];
  const offered = await run("docker", "manifest", "inspect", ...plain, "--", reference);
  if (offered.ok) return { is: "yes", reference, isHere: false };
  const { complaint } = offered;
  // Of one that the engine alone knows to be without TLS the client says the same as of an image that is not there.
  const mayBePlain = !isLoopback && /^[^/]+:[0-9]+\//.test(reference);
  if (NOT_OFFERED.test(complaint) && !mayBePlain)
    return { is: "no", complaint: `${reference}: ${complaint}` };
  return unseen(`${reference} is not here, and its registry does not show it: ${complaint}`);
}

/** As registries say it, of names as of tags (the distribution's specification, "Error Codes"), and docker. */
const NOT_OFFERED =
  /no such manifest|(manifest|name) unknown|not found|denied|unauthorized|invalid reference/i;

/** As root or by a sudo that asks nothing, as the sandbox would; what the image's own iptables can is seen later. */
async function filterFact({ fact, rootless }: FoundEngine, run: Run): Promise<MachineFacts["filter"]> {
  if (fact.is !== "yes") return unseen("no container engine answers");
  if (rootless)
    return { is: "no", complaint: "a rootless engine keeps its bridges where they cannot be filtered" };
  const list = ["sh", "-c", 'PATH="$PATH:/usr/sbin:/sbin" exec iptables -w -S'];
  const listed = await run(...(process.getuid?.() === 0 ? [] : ["sudo", "-n"]), ...list);
  if (listed.ok) return { is: "yes" };
  return unseen(
    `${listed.complaint}; the image may have an iptables of its own, which the first build will try`,
  );
}
