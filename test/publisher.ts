import type { BuildPlan } from "../actions/lib/documents/index.ts";
import type { Entry } from "../actions/lib/packages-yaml/packages-yaml.ts";
import { type CollectedResult, publish } from "../actions/lib/publishing/index.ts";
import { openStore, type Store } from "../actions/lib/store/index.ts";
import { requestOf } from "./publishing-world.ts";

/** What a publisher in a process of its own does: `test/publisher.ts JSON`. */
export type PublisherOrder = {
  readonly folder: string;
  readonly entries: readonly Entry[];
  readonly results: readonly CollectedResult[];
  readonly plannedOn: BuildPlan["base"];
  /** Its call of the store, counted from 0, at which it dies; null: it lives. */
  readonly death: { readonly call: number; readonly when: "before" | "after" } | null;
};

/** What it prints when it lives; `calls` are those of the store, in order. */
export type PublisherReport = { readonly generation: number; readonly calls: readonly string[] };

if (import.meta.main) {
  const order: PublisherOrder = JSON.parse(process.argv[2] ?? "");
  const calls: string[] = [];
  const store = await openStore({ kind: "directory", path: "public" }, { folder: order.folder });
  const { entries, results, plannedOn } = order;
  const { state } = await publish(
    requestOf(mortal(store, order.death, calls), entries, { results, plannedOn }),
  );
  const report: PublisherReport = { generation: state.generation, calls };
  console.log(JSON.stringify(report));
}

/** A store whose user is killed (SIGKILL) before or after one of its calls. */
function mortal(store: Store, death: PublisherOrder["death"], calls: string[]): Store {
  const around = async <T>(name: string, operation: () => Promise<T>): Promise<T> => {
    const isLast = death !== null && calls.length === death.call;
    calls.push(name);
    if (isLast && death.when === "before") process.kill(process.pid, "SIGKILL");
    const result = await operation();
    if (isLast) process.kill(process.pid, "SIGKILL");
    return result;
  };
  return {
    capabilities: () => store.capabilities(),
    place: store.place,
    read: (key) => around(`read ${key}`, () => store.read(key)),
    stream: (key) => around(`stream ${key}`, () => store.stream(key)),
    stat: (key) => around(`stat ${key}`, () => store.stat(key)),
    create: (key, ...rest) => around(`create ${key}`, () => store.create(key, ...rest)),
    swap: (key, ...rest) => around(`swap ${key}`, () => store.swap(key, ...rest)),
    put: (key, ...rest) => around(`put ${key}`, () => store.put(key, ...rest)),
    delete: (key) => around(`delete ${key}`, () => store.delete(key)),
    list: (prefix) => store.list(prefix),
  };
}
