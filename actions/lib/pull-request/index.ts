export type { Links, PullRequestFacts, Since } from "./facts.ts";
export { inertBlock, inertCode, inertProse } from "./inert.ts";
export { type PullRequestText, pullRequestText } from "./pull-request-text.ts";
export { keptSince } from "./since-text.ts";
