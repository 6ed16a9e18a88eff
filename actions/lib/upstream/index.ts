export type { MovingHead } from "./moving-heads.ts";
export type { PackageTree, TreeFile } from "./package-tree.ts";
export { treeId } from "./tree-id.ts";
export { openUpstream, type Upstream, type UpstreamSettings } from "./upstream.ts";
export { UpstreamError, type UpstreamErrorCode } from "./upstream-error.ts";
