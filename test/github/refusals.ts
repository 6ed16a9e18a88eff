import { type ApiRequest, invalid, jsonOf, refuse } from "./http.ts";
import { isAncestor, pullRequestNumbered, pullRequestsOf } from "./pull-requests.ts";
import { isForPeople } from "./repository-settings.ts";
import { type Repo, tipOf } from "./store.ts";
import type { Permission, World } from "./world.ts";

const LONGEST_BODY = 65_536;

/** What github.com refuses and the emulator alone would accept; null: nothing. */
export function refusalOf(world: World, request: ApiRequest, repo: Repo | null): Response | null {
  return refuseToken(world, request) ?? (repo === null ? null : refuseContent(world, request, repo));
}

function refuseToken(world: World, { token, method, path }: ApiRequest): Response | null {
  if (token === null) return method === "GET" ? null : refuse(401, "Requires authentication");
  const known = world.tokens[token];
  if (known === undefined) return refuse(401, "Bad credentials");
  if (known.permissions === undefined) return null;
  if (method === "GET")
    return isForPeople(path) ? refuse(403, "Resource not accessible by integration") : null;
  const needed = permissionsFor(path);
  const granted = needed.length === 0 || needed.some((name) => known.permissions?.[name] === "write");
  if (!granted) return refuse(403, "Resource not accessible by integration");
  if (method === "POST" && path.endsWith("/pulls") && !world.mayOpenPullRequests) {
    return refuse(403, "GitHub Actions is not permitted to create or approve pull requests.");
  }
  return null;
}

/** Of these one is enough, by GitHub's "Permissions required for GitHub Apps". */
function permissionsFor(path: string): readonly Permission[] {
  return NEEDED.find(([pattern]) => pattern.test(path))?.[1] ?? [];
}

const NEEDED: readonly (readonly [RegExp, readonly Permission[]])[] = [
  [/\/actions\//, ["actions"]],
  [/\/statuses\//, ["statuses"]],
  [/\/check-/, ["checks"]],
  [/\/merge$|\/git\/|\/contents\/|\/dispatches$|\/releases|^\/graphql$/, ["contents"]],
  [/\/pulls/, ["pull-requests"]],
  [/\/issues$/, ["issues"]],
  [/\/issues|\/labels/, ["issues", "pull-requests"]],
];

function refuseContent(world: World, request: ApiRequest, repo: Repo): Response | null {
  const { method, path } = request;
  if (!["POST", "PATCH"].includes(method)) return null;
  const body = jsonOf(request);
  if (/\/(pulls|issues)(\/|$)/.test(path) && String(body.body ?? "").length > LONGEST_BODY) {
    const message = `body is too long (maximum is ${LONGEST_BODY} characters)`;
    return invalid("Issue", { code: "custom", field: "body", message });
  }
  if (method === "POST" && path.endsWith("/git/refs")) return refuseRef(world, repo, String(body.ref));
  if (method === "POST" && path.endsWith("/pulls")) return refusePullRequest(world, repo, body);
  const [, number] = /\/pulls\/(\d+)$/.exec(path) ?? [];
  const reopens = method === "PATCH" && number !== undefined && body.state === "open";
  return reopens ? refuseReopening(world, repo, Number(number)) : null;
}

/** A branch and a folder of branches cannot have the same name. */
function refuseRef(world: World, repo: Repo, ref: string): Response | null {
  const clash = world.store.refs
    .findBy("repo_id", repo.id)
    .some((row) => row.ref.startsWith(`${ref}/`) || ref.startsWith(`${row.ref}/`));
  return clash ? refuse(422, "Reference update failed") : null;
}

function refusePullRequest(world: World, repo: Repo, body: Record<string, unknown>): Response | null {
  const head = String(body.head).replace(/^[^:]*:/, "");
  const base = String(body.base);
  const [headTip, baseTip] = [tipOf(world.store, repo, head), tipOf(world.store, repo, base)];
  if (headTip === null) return invalid("PullRequest", { field: "head", code: "invalid" });
  if (baseTip === null) return invalid("PullRequest", { field: "base", code: "invalid" });
  const owner = repo.full_name.split("/")[0];
  const isOpen = pullRequestsOf(world, repo).some(
    (row) => row.state === "open" && row.head_ref === head && row.base_ref === base,
  );
  if (isOpen) {
    const message = `A pull request already exists for ${owner}:${head}.`;
    return invalid("PullRequest", { code: "custom", message });
  }
  if (isAncestor(world, repo, { ancestor: headTip, tip: baseTip })) {
    return invalid("PullRequest", { code: "custom", message: `No commits between ${base} and ${head}` });
  }
  return null;
}

function refuseReopening(world: World, repo: Repo, number: number): Response | null {
  const row = pullRequestNumbered(world, repo, number);
  if (row === undefined || row.state === "open") return null;
  const tip = tipOf(world.store, repo, row.head_ref);
  if (!row.merged && tip === row.head_sha) return null;
  const message = "state cannot be changed. The branch was force-pushed or recreated or deleted.";
  return invalid("PullRequest", { field: "state", code: "invalid", message });
}
