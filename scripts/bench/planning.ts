import { argv } from "node:process";
import { pathToFileURL } from "node:url";
import { type PlanningWorld, planBuilds } from "../../actions/lib/planning/index.ts";
import { graphNames, graphWorld } from "../../test/planning-graphs.ts";
import { manifestOf, publishedFirst, type Sketch, worldOf } from "../../test/planning-worlds.ts";

/** `milliseconds`: median of some runs in this process, after one that warms up. */
export type PlanningTime = {
  readonly what: string;
  readonly packages: number;
  readonly milliseconds: number;
};

/** Times planning of each recorded repository as if nothing were published, and of 100 unchanged packages. */
export function timePlanning(): PlanningTime[] {
  const graphs = graphNames().map((graph) => timed(`${graph}, all to be built`, graphWorld(graph)));
  return [...graphs, timed("nothing changed", unchangedWorld(100))];
}

const RUNS = 7;

function timed(what: string, world: PlanningWorld): PlanningTime {
  planBuilds(world);
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    planBuilds(world);
    return performance.now() - started;
  }).sort((a, b) => a - b);
  return { what, packages: world.trees.size, milliseconds: times[Math.floor(RUNS / 2)] ?? 0 };
}

/** Packages in chains of ten, everything published. */
function unchangedWorld(packages: number): PlanningWorld {
  const sketches = Array.from({ length: packages }, (_, at): Sketch => {
    const depends = at % 10 === 0 ? [] : [`package${at - 1}`];
    return { name: `package${at}`, depends, offers: [`lib${at}.so=1-64`], needs: [`lib${at - 1}.so=1-64`] };
  });
  const world = worldOf(sketches, { manifest: manifestOf(publishedFirst(sketches)) });
  const planned = planBuilds(world).jobs.length;
  if (planned > 0) throw new Error(`${planned} of ${packages} unchanged packages would be built`);
  return world;
}

if (import.meta.url === pathToFileURL(argv[1] ?? "").href) {
  console.table(
    timePlanning().map(({ milliseconds, ...rest }) => ({
      ...rest,
      milliseconds: Number(milliseconds.toFixed(1)),
    })),
  );
}
