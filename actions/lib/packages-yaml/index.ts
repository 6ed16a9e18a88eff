export { addEntry, type NewEntry, removeEntry } from "./edit-entries.ts";
export { EditError } from "./edit-error.ts";
export { movePin } from "./move-pin.ts";
export {
  ALLOWANCES,
  type Allowance,
  type BucketAddress,
  type BuildSettings,
  type Entry,
  type NetworkLevel,
  type PackagesYaml,
  type Ref,
  type RepositorySettings,
  type Source,
  type StoreAddress,
} from "./packages-yaml.ts";
export { formatProblems, type Parsed, type Problem, type Refusal } from "./problem.ts";
export { type ReadOptions, type ReadResult, readPackagesYaml } from "./read.ts";
export type { Rule } from "./rules.ts";
export { setPublishes } from "./set-publishes.ts";
export { parseEndpoint, parseStore } from "./store-address.ts";
