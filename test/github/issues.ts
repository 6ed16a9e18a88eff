import type { Asked } from "./endpoints.ts";
import { answerJson, refuse } from "./http.ts";
import { pullRequestsOf } from "./pull-requests.ts";

/** GitHub lists pull requests among the issues, also where issues are switched off; the emulator leaves them out. */
export async function listIssues({ world, request, repo, emulated }: Asked): Promise<Response> {
  const isOff = world.store.repos.get(repo.id)?.has_issues === false;
  const answer = isOff ? answerJson([]) : await emulated();
  if (!answer.ok) return answer;
  const wanted = new URLSearchParams(request.search);
  const labels = wanted.get("labels")?.split(",").filter(Boolean) ?? [];
  const state = wanted.get("state") ?? "open";
  const isFirstPage = (wanted.get("page") ?? "1") === "1";
  const pulls = pullRequestsOf(world, repo).filter((row) => state === "all" || row.state === state);
  const rows: unknown[] = [];
  for (const { number, title, state: standing } of isFirstPage ? pulls : []) {
    const own = labelsOf(world, repo.id, number);
    if (labels.every((label) => own.includes(label)))
      rows.push({ number, title, state: standing, body: "", html_url: "", pull_request: {} });
  }
  const link = answer.headers.get("link");
  const issues = (await answer.json()) as unknown[];
  return answerJson([...rows, ...issues], 200, link === null ? {} : { link });
}

function labelsOf({ store }: Asked["world"], repoId: number, number: number): readonly string[] {
  const row = store.issues.findBy("repo_id", repoId).find((issue) => issue.number === number);
  const names = row?.label_ids?.map((id) => store.labels.get(id)?.name);
  return names?.filter((name) => name !== undefined) ?? [];
}

/** Where they are switched off in the settings, GitHub says Gone. */
export async function createIssue({ world, repo, emulated }: Asked): Promise<Response> {
  if (world.store.repos.get(repo.id)?.has_issues) return await emulated();
  return refuse(410, "Issues has been disabled in this repository.");
}
