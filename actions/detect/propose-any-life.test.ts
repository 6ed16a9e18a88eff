import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  changed,
  commitId,
  type ProposalWorld,
  packagesYaml,
  proposalWorld,
  quiet,
  REPOSITORY,
} from "../../test/github/proposal-world.ts";

const BRANCH = "autorepo/update/yay";
const EVENTS = [
  "upstream",
  "upstream",
  "merge",
  "close",
  "commit",
  "neighbour",
  "run",
  "run",
  "cut",
] as const;

/** What the story knows of one package while things happen to it. */
type Story = { pin: number; candidate: number; rejected: Set<number>; persons: string | null };

test("whatever happens in whatever order, nobody's work is lost and nothing rejected comes back", async () => {
  const life = fc.array(fc.constantFrom(...EVENTS), { minLength: 12, maxLength: 16 });
  const holds = fc.asyncProperty(life, async (events) => {
    await using world = await proposalWorld(packagesYaml(["paru", "yay", "zoom"]));
    const story: Story = { pin: 0, candidate: 0, rejected: new Set(), persons: null };
    for (const [step, event] of [...events, "run" as const].entries()) {
      await happen(world, story, { event, step });
    }
  });
  await fc.assert(holds, { numRuns: 6, endOnFailure: true });
});

async function happen(
  world: ProposalWorld,
  story: Story,
  { event, step }: { readonly event: (typeof EVENTS)[number]; readonly step: number },
): Promise<void> {
  const open = await openNumber(world);
  if (event === "upstream") story.candidate++;
  if (event === "neighbour") await moveNeighbour(world, step);
  if (event === "merge" && open !== null) await mergeIt(world, story, open);
  if (event === "close" && open !== null) await closeIt(world, story, open);
  if (event === "commit" && open !== null) {
    story.persons = world.github.commit(REPOSITORY, { [`note-${step}`]: "mine" }, { branch: BRANCH });
  }
  if (event === "cut") {
    const answer = { status: 500 };
    world.github.faults.push({ method: "POST|PUT|PATCH", path: /./, after: step % 9, times: 4, answer });
    await run(world, story).catch(() => {});
    world.github.faults.length = 0;
  }
  if (event === "run") {
    const { done, stopped } = await run(world, story);
    assert.equal(stopped, null);
    assert.ok(
      done.every(({ outcome }) => outcome !== "failed"),
      JSON.stringify(done),
    );
    await check(world, story);
  }
}

async function run(world: ProposalWorld, { pin, candidate }: Story) {
  const yay = candidate === pin ? quiet("yay", "unchanged") : changed("yay", { from: pin, to: candidate });
  const first = "2026-11-01T00:00:00.000Z";
  const seen = Array.from({ length: candidate + 1 }, (_, number) => ({
    commit: commitId(number),
    first,
    tree: null,
  }));
  return await world.run([yay], { seen: { yay: seen } });
}

/** After a run that was not cut: the newest commit is proposed, unless a person said no or works there. */
async function check(world: ProposalWorld, { pin, candidate, rejected, persons }: Story): Promise<void> {
  const number = await openNumber(world);
  const tip =
    persons === null ? null : world.github.git(REPOSITORY).git(["rev-parse", `refs/heads/${BRANCH}`]);
  assert.equal(tip, persons);
  if (persons !== null) return;
  if (number === null) {
    assert.ok(
      candidate === pin || rejected.has(candidate),
      `nothing is proposed, and ${candidate} should be`,
    );
    return;
  }
  const proposed = await pinOnBranch(world, number);
  assert.ok(!rejected.has(proposed), `${proposed} was rejected and is proposed again`);
  if (!rejected.has(candidate)) assert.equal(proposed, candidate);
  const { head, body } = await world.pull(number);
  assert.ok(body.includes(`"head":"${head.sha}"`));
}

async function openNumber(world: ProposalWorld): Promise<number | null> {
  const pulls = (await world.person("GET /pulls?state=open")) as unknown as { number: number }[];
  assert.ok(pulls.length <= 1);
  return pulls[0]?.number ?? null;
}

async function pinOnBranch(world: ProposalWorld, number: number): Promise<number> {
  const { head } = await world.pull(number);
  return pinIn(world.read(head.sha));
}

function pinIn(text: string): number {
  const [, pin = ""] = /\n {2}yay:\n.*\n {4}ref: (\w+)/.exec(text) ?? [];
  return Number.parseInt(pin.slice(32), 16);
}

async function mergeIt(world: ProposalWorld, story: Story, number: number): Promise<void> {
  await world.person(`PUT /pulls/${number}/merge`, {});
  story.pin = pinIn(world.read("main"));
  story.persons = null;
  await deleteBranch(world);
}

/** A rejection is of what the pull request says it proposes. */
async function closeIt(world: ProposalWorld, story: Story, number: number): Promise<void> {
  const { body } = await world.pull(number);
  const [, commit = ""] = /"commit":"(\w+)"/.exec(body) ?? [];
  await world.person(`PATCH /pulls/${number}`, { state: "closed" });
  story.rejected.add(Number.parseInt(commit.slice(32), 16));
  if (story.persons !== null) await deleteBranch(world);
  story.persons = null;
}

async function deleteBranch(world: ProposalWorld): Promise<void> {
  await world.person(`DELETE /git/refs/heads/${BRANCH}`);
}

async function moveNeighbour(world: ProposalWorld, step: number): Promise<void> {
  const text = world.read("main").replace(/(zoom\.git\n {4}ref: )\w+/, `$1${commitId(1000 + step)}`);
  world.github.commit(REPOSITORY, { "packages.yaml": `${text}\n` });
}
