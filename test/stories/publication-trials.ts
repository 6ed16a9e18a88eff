import assert from "node:assert/strict";
import type { Publication } from "../../actions/lib/publishing/index.ts";
import type { Signer } from "../../actions/lib/signing/index.ts";
import { openBucketStore } from "../bucket-store.ts";
import type { Fault } from "../fault-proxy.ts";
import type { S3Server } from "../s3-server.ts";
import { type Arrival, arrivalsOf, type CutPoint, cutPoints, labelOf } from "./cut-points.ts";
import { type Batch, type Place, type PublicationStory, publishInto } from "./publication-story.ts";
import { startPublisher } from "./publisher-process.ts";

/** Where publications are tried, and what all of them share. */
export type Ground = {
  readonly server: S3Server;
  readonly key: Signer;
  readonly armoredKey: string;
  /** A folder for what processes may share. */
  readonly cache: string;
};

/** Publishes unharmed, by the real command, and answers every request that it sent. */
export async function recordRequests(
  ground: Ground,
  place: Place,
  { next }: PublicationStory,
): Promise<readonly CutPoint[]> {
  const { proxy } = place;
  const arrivals: Arrival[] = [];
  const note: Fault["at"] = (recorded, number) => {
    const earlier = proxy.requests.slice(0, number);
    arrivals.push({ recorded, cameAlone: earlier.every(({ status }) => status !== null) });
    return false;
  };
  proxy.inject({ at: note, when: "before", what: { kind: "delay", milliseconds: 0 } });
  const publisher = await startPublisher(place, { ...ground, batch: next });
  const { exit, said } = await publisher.ended;
  assert.equal(exit, 0, said);
  proxy.inject();
  return cutPoints(arrivals, folderOf(ground, place));
}

/** A request, and whether its sender dies before the server sees it or when the server has done it. */
export type Death = { readonly point: CutPoint; readonly when: "before" | "after" };

/** Runs the real command and kills it there. */
export async function publishUntilDeath(
  ground: Ground,
  place: Place,
  { batch, point, when }: Death & { readonly batch: Batch },
): Promise<void> {
  const { child, ended } = await startPublisher(place, { ...ground, batch });
  const arrival = arrivalsOf(point, folderOf(ground, place));
  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
    // A proxy whose call throws hangs up: the server is not asked.
    if (when === "before") throw new Error("nobody waits for an answer");
  };
  const at: Fault["at"] = (recorded) => arrival(recorded) === 0;
  place.proxy.inject({ at, when, what: { kind: "call", call: kill } });
  const { exit, said } = await ended;
  place.proxy.inject();
  assert.equal(exit, null, `${labelOf(point)} did not come, or its sender survived: ${said}`);
}

/** What befalls each of some requests, and then those that repeat it. */
export type Accidents = {
  readonly points: readonly CutPoint[];
  readonly faults: readonly Omit<Fault, "at">[];
};

/** Publishes from this process through those accidents; answers the error with which it gave up. */
export async function publishThrough(
  ground: Ground,
  place: Place,
  { batch, points, faults }: Accidents & { readonly batch: Batch },
): Promise<Publication | Error> {
  const { proxy } = place;
  const met = points.map((point) => ({ point, arrival: arrivalsOf(point, folderOf(ground, place)) }));
  proxy.forget();
  proxy.inject(
    ...met.flatMap(({ arrival }) =>
      faults.map((fault, index): Fault => ({ ...fault, at: (recorded) => arrival(recorded) === index })),
    ),
  );
  // A store of its own, which like a new process knows nothing of the bucket yet.
  const store = await openBucketStore(ground.server, { prefix: place.prefix, endpoint: proxy.url });
  const outcome = await publishInto({ ...place, store }, batch, ground.key).catch((error: Error) => error);
  for (const { point, arrival } of met) {
    const came = proxy.requests.some((recorded) => arrival(recorded) === 0);
    assert.ok(came, `${labelOf(point)} did not come`);
  }
  proxy.inject();
  return outcome;
}

/** What the paths of all requests begin with. */
function folderOf({ server }: Ground, { prefix }: Place): string {
  return `/${server.bucket}/${prefix}/`;
}
